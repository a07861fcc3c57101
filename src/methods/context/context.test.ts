import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { disposeNetworks, makeNetworks } from '../../networks/networks';
import { patchSide } from '../../networks/siamese';
import { SIZES } from '../../schema/sizes';
import { labelLoss, labelTensor } from '../../training/labels';
import { memoryNeed, phaseNeed } from '../../training/memory';
import { disposeWork } from '../../training/phaseWork';
import { PLACE_NAMES } from './about';
import { drawPairs } from './draw';
import { drawPairFigure } from './figure';
import { context } from './method';
import { placeLogits, type ContextConfig } from './network';
import { cutPair, drawPair, MIDDLE, PLACES, withAberration } from './pairs';

beforeAll(() => startBackend({ preference: 'wasm' }));

const size = 'small';
const { pixels } = SIZES[size];
const side = patchSide(size);
const length = 3 * side ** 2;
const plain = { size, gap: true, jitter: 0, colours: 'kept', aberration: 0 } as const;
/** Each value tells which it is. */
const image = Float32Array.from({ length: 3 * pixels ** 2 }, (_, i) => i);

describe('a pair of patches', () => {
  const cut = (looks: Parameters<typeof drawPair>[0], seed: number) => {
    const random = new Random(seed);
    const pair = drawPair(looks, random);
    const patches = new Float32Array(2 * length);
    cutPair(image, size, pair, random, patches);
    return { pair, patches };
  };
  /** Row and column of a patch’s first pixel in the image. */
  const cornerOf = (patch: Float32Array) => [
    Math.floor(patch[0]! / 3 / pixels),
    Math.floor(patch[0]! / 3) % pixels,
  ];

  it('comes from the middle and from each of the eight cells around it, pixel by pixel', () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 60; seed++) {
      const { pair, patches } = cut(plain, seed);
      seen.add(pair.place);
      for (const [i, cell] of [MIDDLE, pair.place].entries()) {
        const patch = patches.subarray(i * length, (i + 1) * length);
        const [row, column] = cornerOf(patch);
        const corners = [Math.floor(cell / 3), cell % 3].map((at) => Math.floor((at * pixels) / 3 + 2.7));
        expect([row, column]).toEqual(corners);
        const last = 3 * ((row! + side - 1) * pixels + column! + side - 1) + 2;
        expect(patch.at(-1)).toBe(last);
      }
    }
    expect([...seen].sort()).toEqual([...PLACES]);
  });

  it('touches without a gap, and moves by no more than the jitter', () => {
    for (let seed = 0; seed < 40; seed++) {
      const { pair, patches } = cut({ ...plain, gap: false }, seed);
      const [first, second] = [patches.subarray(0, length), patches.subarray(length)].map(cornerOf);
      const [down, right] = [Math.floor(pair.place / 3) - 1, (pair.place % 3) - 1];
      expect([second![0]! - first![0]!, second![1]! - first![1]!]).toEqual([down * side, right * side]);
      const moved = drawPair({ ...plain, jitter: 3 }, new Random(seed));
      const still = drawPair(plain, new Random(seed));
      if (moved.place !== still.place) continue;
      for (const [i, { top, left }] of moved.cuts.entries()) {
        expect(Math.abs(top - still.cuts[i]!.top)).toBeLessThanOrEqual(3);
        expect(Math.abs(left - still.cuts[i]!.left)).toBeLessThanOrEqual(3);
      }
    }
  });

  it('keeps one colour of each patch where the others are dropped, as their mean', () => {
    const random = new Random(5);
    const grey = Float32Array.from({ length: image.length }, (_, i) => Math.sin(i));
    const pair = drawPair({ ...plain, colours: 'dropped' }, random);
    const [patches, whole] = [new Float32Array(2 * length), new Float32Array(2 * length)];
    cutPair(grey, size, pair, random, patches);
    cutPair(grey, size, { ...pair, kept: [null, null] }, random, whole);
    for (const i of [0, 1]) {
      const kept = pair.kept[i]!;
      const colour = (of: Float32Array, c: number) =>
        [...of.subarray(i * length, (i + 1) * length)].filter((_, at) => at % 3 === c);
      expect(colour(patches, kept)).toEqual(colour(whole, kept));
      const mean = colour(whole, kept).reduce((sum, value) => sum + value, 0) / side ** 2;
      for (const c of [0, 1, 2].filter((one) => one !== kept))
        for (const value of colour(patches, c)) expect(Math.abs(value - mean)).toBeLessThan(0.06);
    }
  });
});

describe('aberration', () => {
  it('spreads red alone, by its share of the way from the middle', () => {
    // Red tells the column it is read from.
    const columns = Float32Array.from({ length: image.length }, (_, i) =>
      i % 3 === 0 ? Math.floor(i / 3) % pixels : 7,
    );
    const spread = withAberration(columns, pixels, 0.1);
    const middle = (pixels - 1) / 2;
    for (const [y, x] of [
      [0, 0],
      [5, 60],
      [63, 63],
      [31, 32],
    ] as const)
      // prettier-ignore
      expect(spread[3 * (y * pixels + x)]).toBeCloseTo(middle + (x - middle) / 1.1, 4);
    for (const colour of [1, 2])
      expect(spread.filter((_, i) => i % 3 === colour).every((v) => v === 7)).toBe(true);
    expect(withAberration(columns, pixels, 0)).toBe(columns);
  });
});

function begin(config: ContextConfig) {
  const networks = makeNetworks(context.specs(config), config.seed);
  const work = context.begin('context', networks, config, { random: {}, values: null });
  const step = (images: Float32Array<ArrayBuffer>, random: Random, rate: number) => {
    const drawn = drawPairs(images, config, random);
    const { side } = drawn;
    const patches = tf.tensor4d(drawn.images, [2 * config.batchSize, side!, side!, 3]);
    const metrics = context.step({
      ...{ phase: 'context', networks, work, config, images: patches, labels: drawn.labels, players: [] },
      rates: { learningRate: rate },
    });
    return { patches, labels: drawn.labels, metrics };
  };
  const dispose = (): void => {
    disposeNetworks(networks);
    disposeWork(work);
  };
  return { networks, step, dispose };
}

/** Pictures whose red and green tell where one is, with noise. */
function ramps(config: ContextConfig, random: Random): Float32Array<ArrayBuffer> {
  const { pixels } = SIZES[config.size];
  const of = (i: number): number => {
    const pixel = Math.floor(i / 3) % pixels ** 2;
    const at = [pixel % pixels, Math.floor(pixel / pixels), 0][i % 3]!;
    return (2 * at) / pixels - 1 + random.between(-0.1, 0.1);
  };
  return Float32Array.from({ length: config.batchSize * 3 * pixels ** 2 }, (_, i) => of(i));
}

it('places that pictures give away are nearly all told, with tensors flat', () => {
  const config = makeConfig({ method: 'context', size: 'tiny', batchSize: 16, colours: 'kept', gap: false });
  const { step, dispose } = begin(config);
  const random = new Random(3);
  let tensors = 0;
  const last: number[] = [];
  for (let i = 0; i < 150; i++) {
    const { patches, metrics } = step(ramps(config, random), random, 2e-3);
    if (i >= 140) last.push(metrics.accuracy!.dataSync()[0]!);
    tf.dispose([patches, { ...metrics }]);
    if (i === 5) tensors = tf.memory().numTensors;
  }
  expect(tf.memory().numTensors).toBe(tensors);
  expect(last.reduce((sum, share) => sum + share, 0) / last.length).toBeGreaterThan(0.9);
  dispose();
});

it('the gradient moves the places’ biases down the slope that central differences give', () => {
  const config = makeConfig({ method: 'context', size: 'tiny', batchSize: 8, weightDecay: 0 });
  const { networks, step, dispose } = begin(config);
  const C = networks['C']!;
  const bias = C.get<tf.Rank.R1>('C/place/bias');
  const before = bias.clone();
  const images = ramps(config, new Random(2));
  const { patches, labels } = step(images, new Random(9), 1e-3);
  const after = [...bias.dataSync()];
  // At the weights before: the step has changed the others, too.
  const fresh = makeNetworks(context.specs(config), config.seed);
  const own = fresh['C']!.get<tf.Rank.R1>('C/place/bias');
  const told: boolean[] = [];
  for (let entry = 0; entry < 8; entry++) {
    const lossAt = (shift: number): number => {
      own.assign(tf.add(before, tf.tensor1d(Array.from({ length: 8 }, (_, i) => (i === entry ? shift : 0)))));
      const logits = placeLogits(fresh['C']!, config, patches, { mode: 'batch' });
      return labelLoss(logits, labelTensor(labels)).dataSync()[0]!;
    };
    const slope = (lossAt(1e-2) - lossAt(-1e-2)) / 2e-2;
    if (Math.abs(slope) > 1e-3) told.push(Math.sign(after[entry]!) === -Math.sign(slope));
  }
  expect(told.length).toBeGreaterThan(3);
  expect(told).not.toContain(false);
  disposeNetworks(fresh);
  dispose();
});

it('the memory that a step needs is foretold', async () => {
  for (const [size, batchSize] of [
    ['tiny', 16],
    ['small', 8],
    ['laptop', 8],
  ] as const) {
    const config = makeConfig({ method: 'context', size, batchSize });
    const others = tf.memory().numBytes;
    const { step, dispose } = begin(config);
    const images = ramps(config, new Random(1));
    const { peakBytes } = await tf.profile(() => {
      const { patches, metrics } = step(images, new Random(2), 1e-4);
      tf.dispose([patches, { ...metrics }]);
      return [];
    });
    dispose();
    const ratio = phaseNeed(context, config, 'context').bytes / (peakBytes - others);
    expect([size, Math.abs(ratio - 1) < 0.2, ratio]).toEqual([size, true, ratio]);
    expect(memoryNeed(context, config)).toEqual(phaseNeed(context, config, 'context'));
  }
});

it('draws each image with its own pair, what is right of it, and the same each time', async () => {
  const config = makeConfig({ method: 'context', size: 'tiny' });
  const networks = makeNetworks(context.specs(config), 1);
  const originals = ramps({ ...config, batchSize: 4 }, new Random(4));
  const scene = {
    ...{ config, phase: 'context' as const, step: 0, pinned: [3, 5, 8, 9], originals },
    paths: ['a', 'b', 'c', 'd'],
  };
  const [one, again] = [await drawPairFigure(scene, networks), await drawPairFigure(scene, networks)];
  expect(again.rows).toEqual(one.rows);
  for (const { bars, right, pictures } of one.rows) {
    expect(bars['told']).toHaveLength(PLACE_NAMES.length);
    expect(bars['told']!.reduce((sum: number, share) => sum + share!, 0)).toBeCloseTo(1, 4);
    const best = bars['told']!.indexOf(Math.max(...(bars['told'] as number[])));
    // The answer is the solution where the network is right, and only there.
    expect(String(pictures['answer']) === String(pictures['solved'])).toBe(best === right!['told']);
  }
  expect(new Set(one.rows.map(({ right }) => right!['told'])).size).toBeGreaterThan(1);
  disposeNetworks(networks);
});
