import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../base/random';
import { finish } from '../../base/slices';
import { ImageSet } from '../../data/imageSet';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { createNetworks } from '../../methods/artifacts/networks/artifactNetworks';
import { READING } from '../../methods/artifacts/reading';
import { contestantsOf } from '../contestants';
import {
  originalView,
  permutedView,
  probeArrangement,
  type ArrangementOptions,
  type ArrangementRow,
} from './arrangement';
import { fillSeams, shuffleTiles, TILING } from './tiles';

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

const OPTIONS: ArrangementOptions = { ...TILING, originals: 'filled', seed: 1 };

/** RGB of one value for all colours. */
const grey = (values: readonly number[]): Float32Array => Float32Array.from(values.flatMap((v) => [v, v, v]));
const ofGrey = (view: Float32Array): number[] => [...view].filter((_, i) => i % 3 === 0);

describe('tiles', () => {
  test('change places, by hand', () => {
    // 2 × 2 tiles of 2 × 2 pixels; the lower right one comes to the upper left.
    const view = grey([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 5, 3, 3, 6, 7]);
    const shuffled = shuffleTiles(view, 4, { tiles: 2 }, [3, 0, 1, 2]);
    expect(ofGrey(shuffled)).toEqual([4, 5, 1, 1, 6, 7, 1, 1, 2, 2, 3, 3, 2, 2, 3, 3]);
  });

  test('keep every pixel', () => {
    const random = Random.forPurpose(1, 'view');
    const view = Float32Array.from({ length: 32 * 32 * 3 }, () => random.uniform());
    const shuffled = shuffleTiles(view, 32, { tiles: 4 }, random.permutation(16));
    expect(shuffled).not.toEqual(view);
    expect([...shuffled].sort()).toEqual([...view].sort());
  });

  test('must fit', () => {
    expect(() => shuffleTiles(new Float32Array(32 * 32 * 3), 32, { tiles: 3 }, [])).toThrow(
      'Images of 32 px cannot be cut into 3 × 3 tiles: choose a divisor.',
    );
  });
});

describe('the fill', () => {
  test('goes evenly from one side of a band to the other, by hand', () => {
    // 0 to the left and 3 to the right of the middle column of 2: Laplace’s equation has the line 1, 2 between.
    const side = 8;
    const view = grey(Array.from({ length: side * side }, (_, i) => (i % side < 4 ? 0 : 3)));
    fillSeams(view, side, { tiles: 2, band: 1 / 2 });
    const row = ofGrey(view).slice(0, side);
    [0, 0, 0, 1, 2, 3, 3, 3].forEach((value, i) => expect(row[i]).toBeCloseTo(value, 1));
  });

  test('every filled pixel is the mean of its neighbours, the others stay', () => {
    const side = 32;
    const random = Random.forPurpose(2, 'view');
    const before = Float32Array.from({ length: side * side * 3 }, () => random.between(-1, 1));
    const view = before.slice();
    fillSeams(view, side, { tiles: 4, band: 1 / 4 });
    let filled = 0;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const at = (r: number, c: number) => view[(r * side + c) * 3]!;
        // Tiles of 8: bands of 2 pixels over the seams at 8, 16 and 24.
        const isBand = [7, 8, 15, 16, 23, 24].some((place) => place === row || place === column);
        if (!isBand) {
          expect(at(row, column)).toBe(before[(row * side + column) * 3]);
          continue;
        }
        filled++;
        const around = [
          [row - 1, column],
          [row + 1, column],
          [row, column - 1],
          [row, column + 1],
        ].filter(([r, c]) => r! >= 0 && r! < side && c! >= 0 && c! < side);
        const mean = around.reduce((sum, [r, c]) => sum + at(r!, c!), 0) / around.length;
        expect(Math.abs(at(row, column) - mean)).toBeLessThan(0.01);
      }
    }
    expect(filled).toBe(side * side - 26 * 26);
  });
});

/** Plain above and striped below, in any two colours: patches of both kinds, whatever their order. */
function images(count: number): ImageSet {
  const side = 44;
  const data = new Uint8Array(count * side * side * 3);
  for (let image = 0; image < count; image++) {
    const random = Random.forPurpose(image, 'image');
    const level = random.integer(60);
    for (let i = 0; i < side * side; i++) {
      const [row, column] = [Math.floor(i / side), i % side];
      const value = row < side / 2 ? 230 - level : column % 4 < 2 ? level : 120;
      data.fill(value, (image * side * side + i) * 3, (image * side * side + i + 1) * 3);
    }
  }
  const paths = Array.from({ length: count }, (_, i) => `set/${i}.png`);
  return new ImageSet({
    name: 'set',
    pixels: side,
    data,
    paths,
    labels: new Int16Array(count),
    labelNames: [],
  });
}

describe('the views', () => {
  test('an image is permuted in the same way, whichever others come with it', () => {
    const set = images(4);
    const view = permutedView(OPTIONS);
    const all = view(set, [0, 1, 2, 3], 32);
    expect(view(set, [2], 32)).toEqual(all.subarray(2 * 32 * 32 * 3, 3 * 32 * 32 * 3));
    expect(all.subarray(0, 32 * 32 * 3)).not.toEqual(originalView(OPTIONS)(set, [0], 32));
  });

  test('plain originals stay as they are', () => {
    const set = images(1);
    const [plain, filled] = (['plain', 'filled'] as const).map((originals) =>
      originalView({ ...OPTIONS, originals })(set, [0], 32),
    );
    expect(plain).not.toEqual(filled);
  });
});

describe('the probe', () => {
  const config = makeConfig({ size: 'tiny' });

  async function rowsOf(set: ImageSet, options = OPTIONS): Promise<ArrangementRow[]> {
    const [trained, random] = [createNetworks(config), createNetworks(config)];
    const contestants = contestantsOf({
      ...{ config, reading: READING, trained, random, called: 'untrained', supervised: null },
      ...{ layers: ['conv2'], baselines: ['random', 'pixels'] },
    });
    const rows: ArrangementRow[] = [];
    await finish(probeArrangement(contestants, set, options, (row) => rows.push(row)));
    return rows;
  }

  test('tells an arrangement that all images share, and the same network alike', async () => {
    const rows = await rowsOf(images(40));
    expect(rows.map(({ network, layer }) => [network, layer])).toEqual([
      ['trained', 'conv2'],
      ['random', 'conv2'],
      ['pixels', 'pixels'],
    ]);
    const [ours, random] = rows;
    expect(ours!.accuracy.value).toBeGreaterThan(0.9);
    expect(ours!.accuracy).toEqual(random!.accuracy); // both as the seed made them
    expect(ours!.accuracy.interval.low).toBeLessThanOrEqual(ours!.accuracy.value);
    expect(ours!.about.data).toContain('30 training and 10 validation images by seed 1');
  });

  test('where nothing is arranged there is nothing to tell', async () => {
    // Noise that no tile differs in: with bands in both, half is all that can be had.
    const side = 44;
    const random = Random.forPurpose(7, 'noise');
    const data = Uint8Array.from({ length: 60 * side * side * 3 }, () => random.integer(256));
    const paths = Array.from({ length: 60 }, (_, i) => `noise/${i}.png`);
    const noise = new ImageSet({
      ...{ name: 'noise', pixels: side, data, paths, labels: new Int16Array(60), labelNames: [] },
    });
    for (const { accuracy } of await rowsOf(noise)) expect(accuracy.value).toBeLessThan(0.8);
  });

  test('too few images are refused', async () => {
    await expect(rowsOf(images(3))).rejects.toThrow(
      '3 images are too few to learn from and to judge by: 8 are needed.',
    );
  });
});
