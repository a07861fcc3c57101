import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { startBackend } from '../../../kernels/backend';
import { SIZE_NAMES, SIZES } from '../../../schema/sizes';
import { configOf } from '../transformationsUnderTest';
import { borderWidth, drawPlaces, patchSide, type Place } from './geometry';
import { autoencodingLoss, borderLoss, hingeLoss } from './losses';
import { erased, pasted, patchesAt } from './patches';

beforeAll(() => startBackend({ preference: 'wasm' }));

type Array4 = number[][][][];

function values(shape: [number, number, number, number], seed: number): tf.Tensor4D {
  const random = new Random(seed);
  const length = shape.reduce((product, side) => product * side, 1);
  return tf.tensor4d(
    Float32Array.from({ length }, () => random.between(-1, 1)),
    shape,
  );
}

/** Eq. (4.4), pixel by pixel. */
function pastedByLoops(images: Array4, patches: Array4, places: readonly Place[]): Array4 {
  return images.map((image, i) =>
    image.map((row, v) =>
      row.map((pixel, u) => {
        const { x, y } = places[i]!;
        return patches[i]![v - y]?.[u - x] ?? pixel;
      }),
    ),
  );
}

const scene = fc.record({
  n: fc.integer({ min: 1, max: 4 }),
  pixels: fc.integer({ min: 4, max: 12 }),
  room: fc.integer({ min: 0, max: 3 }),
  seed: fc.nat(1e6),
});

describe('a patch', () => {
  it('is pasted as loops do it, to the bit, and taken out again as it was', () => {
    fc.assert(
      fc.property(scene, ({ n, pixels, room, seed }) => {
        const side = pixels - room;
        const random = new Random(seed);
        const place = () => ({ x: random.integer(room + 1), y: random.integer(room + 1) });
        const places = Array.from({ length: n }, place);
        tf.tidy(() => {
          const [images, patches] = [
            values([n, pixels, pixels, 3], seed),
            values([n, side, side, 3], seed + 1),
          ];
          const made = pasted(images, patches, places);
          expect(made.arraySync()).toEqual(pastedByLoops(images.arraySync(), patches.arraySync(), places));
          expect(patchesAt(made, places, side).arraySync()).toEqual(patches.arraySync());
        });
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  it.each([1, 2])('has the gradient of its pixels in the whole image, of %i', (n) => {
    const places = [
      { x: 2, y: 0 },
      { x: 0, y: 1 },
    ].slice(0, n);
    const [images, patches, slope] = [8, 6, 8].map((side, i) => values([n, side, side, 3], i + 1));
    const loss = (given: tf.Tensor) => tf.sum(tf.mul(pasted(images!, given as tf.Tensor4D, places), slope!));
    expect(tf.grad(loss)(patches!).arraySync()).toEqual(patchesAt(slope!, places, 6).arraySync());
  });

  it('that is erased keeps its border to the bit, and has noise of the deviation inside', () => {
    const patches = values([4, 24, 24, 3], 4);
    const given = erased(patches, 2, 0.5, new Random(1)).arraySync();
    const whole = patches.arraySync();
    const inside: number[] = [];
    given.forEach((patch, i) =>
      patch.forEach((row, v) =>
        row.forEach((pixel, u) => {
          if (Math.min(u, v, 23 - u, 23 - v) < 2) expect(pixel).toEqual(whole[i]![v]![u]);
          else inside.push(...pixel);
        }),
      ),
    );
    expect(inside).toHaveLength(4 * 20 * 20 * 3);
    const square = inside.reduce((sum, value) => sum + value ** 2, 0) / inside.length;
    expect(Math.sqrt(square)).toBeCloseTo(0.5, 1);
    expect(erased(patches, 2, 0, new Random(1)).arraySync()[1]![12]![12]).toEqual([0, 0, 0]);
  });
});

describe('the geometry', () => {
  it('is the thesis’s at 64 px: patches of 48 with a border of 3, and Table 4.1’s others', () => {
    const config = configOf({ size: 'small' });
    expect([patchSide(config), borderWidth(config)]).toEqual([48, 3]);
    expect([0.5, 0.625, 0.875].map((patch) => patchSide({ ...config, patch }))).toEqual([32, 40, 56]);
    expect(borderWidth({ ...config, border: 2 / 48 })).toBe(2);
  });

  it('leaves something to inpaint with any settings, and lies within the image', () => {
    for (const size of SIZE_NAMES) {
      for (const patch of [0.25, 0.4, 0.75, 1]) {
        for (const border of [0.01, 0.0625, 0.25]) {
          const config = configOf({ size, patch, border });
          const side = patchSide(config);
          expect(side % 8).toBe(0);
          expect(side - 2 * borderWidth(config)).toBeGreaterThanOrEqual(side / 2);
          const places = drawPlaces(new Random(1), 50, config).flatMap(({ x, y }) => [x, y]);
          expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
          expect(Math.max(...places)).toBeLessThanOrEqual(SIZES[size].pixels - side);
        }
      }
    }
  });

  it('puts patches anywhere, or in the middle', () => {
    const places = (jitter: number) => drawPlaces(new Random(2), 400, configOf({ size: 'small', jitter }));
    expect(new Set(places(1).map(({ x }) => x)).size).toBe(17);
    expect(new Set(places(0).flatMap(({ x, y }) => [x, y]))).toEqual(new Set([8]));
    const half = places(0.5).map(({ y }) => y);
    expect([Math.min(...half), Math.max(...half)]).toEqual([4, 12]);
  });
});

describe('losses', () => {
  it('of F are those of loops over border and patch', () => {
    const [r, e] = [values([3, 8, 8, 3], 1), values([3, 8, 8, 3], 2)];
    const [all, inBorder]: number[][] = [[], []];
    const [made, whole] = [r.arraySync(), e.arraySync()];
    made.forEach((patch, i) =>
      patch.forEach((row, v) =>
        row.forEach((pixel, u) =>
          pixel.forEach((value, c) => {
            const square = (value - whole[i]![v]![u]![c]!) ** 2;
            all!.push(square);
            if (Math.min(u, v, 7 - u, 7 - v) < 2) inBorder!.push(square);
          }),
        ),
      ),
    );
    const mean = (squares: number[]) => squares.reduce((sum, square) => sum + square, 0) / squares.length;
    expect(borderLoss(r, e, 2).dataSync()[0]).toBeCloseTo(mean(inBorder!), 5);
    expect(autoencodingLoss(r, e).dataSync()[0]).toBeCloseTo(mean(all!), 5);
  });

  it('of D is the hinge’s: nothing beyond 1 and −1', () => {
    const hinge = (real: number[], inpainted: number[]) =>
      hingeLoss(tf.tensor1d(real), tf.tensor1d(inpainted)).dataSync()[0];
    expect(hinge([1, 5], [-1, -2])).toBe(0);
    expect(hinge([0, 2], [0.5, -3])).toBeCloseTo(0.5 + 0.75);
  });
});
