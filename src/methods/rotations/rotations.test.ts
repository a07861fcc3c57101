import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { disposeNetworks, makeNetworks } from '../../networks/networks';
import { SIZES } from '../../schema/sizes';
import { memoryNeed, phaseNeed } from '../../training/memory';
import { disposeWork } from '../../training/phaseWork';
import { classify, turned, type RotationsConfig } from './network';
import { rotations } from './method';
import { partsOf } from './step';

beforeAll(() => startBackend({ preference: 'wasm' }));

function begin(config: RotationsConfig) {
  const networks = makeNetworks(rotations.specs(config), config.seed);
  const random = { rotations: new Random(1), dropout: new Random(2) };
  const work = rotations.begin('rotations', networks, config, { random, values: null });
  const step = (images: tf.Tensor4D, rate: number) =>
    rotations.step({
      ...{ phase: 'rotations', networks, work, config, images, players: [] },
      rates: { learningRate: rate },
    });
  const dispose = (): void => {
    disposeNetworks(networks);
    disposeWork(work);
  };
  return { networks, work, step, dispose };
}

describe('turning', () => {
  it('by quarters to the left is exact, and four of them are none', () => {
    // Row by row: 1 2 / 3 4.
    const image: tf.Tensor4D = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const of = (quarters: number): number[] => [...turned(image, quarters).dataSync()];
    expect([0, 1, 2, 3, 4].map(of)).toEqual([
      [1, 2, 3, 4],
      [2, 4, 1, 3],
      [4, 3, 2, 1],
      [3, 1, 4, 2],
      [1, 2, 3, 4],
    ]);
  });

  it('makes all four of each image, or one of them by chance, each image once', () => {
    const images: tf.Tensor4D = tf.randomNormal([32, 4, 4, 3], 0, 1, 'float32', 3);
    const sizes = (turns: RotationsConfig['turns']) =>
      partsOf(images, { turns }, new Random(5)).map((part) => part.images.shape[0]);
    expect(sizes('all')).toEqual([32, 32, 32, 32]);
    expect(sizes('one').reduce((sum, size) => sum + size, 0)).toBe(32);
    const back = partsOf(images, { turns: 'one' }, new Random(5)).map((part) =>
      tf.sum(turned(part.images, 4 - part.label), [1, 2, 3]).dataSync<'float32'>(),
    );
    const sums = [...tf.sum(images, [1, 2, 3]).dataSync<'float32'>()];
    expect(back.flatMap((part) => [...part]).toSorted()).toEqual(sums.toSorted());
  });
});

describe('the gradient of the loss', () => {
  it.each([
    ['all', 'linear'],
    ['one', 'hidden'],
  ] as const)('moves the weights down the slope that central differences give (%s, %s)', (turns, head) => {
    const config = makeConfig({
      method: 'rotations',
      size: 'tiny',
      batchSize: 4,
      turns,
      head,
      weightDecay: 0,
    });
    const { networks, step, dispose } = begin(config);
    const C = networks['C']!;
    const images: tf.Tensor4D = tf.randomUniform([4, 32, 32, 3], -1, 1, 'float32', 7);
    const bias = C.get<tf.Rank.R1>('C/turn/bias');
    const lossAt = (shift: number): number => {
      const before = bias.clone();
      bias.assign(tf.add(before, tf.tensor1d([shift, 0, 0, 0])));
      const parts = partsOf(images, config, new Random(1));
      const batch = tf.concat(
        parts.map((part) => part.images),
        0,
      );
      const logits = classify(C, config, batch, { mode: 'batch' });
      const labels = parts.flatMap((part) => Array<number>(part.images.shape[0]).fill(part.label));
      const right = tf.oneHot(tf.tensor1d(labels, 'int32'), 4);
      const loss = tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), right), 1))).dataSync()[0]!;
      bias.assign(before);
      return loss;
    };
    const slope = (lossAt(1e-2) - lossAt(-1e-2)) / 2e-2;
    const [before] = bias.dataSync();
    // Adam’s first step is the rate against the sign of the gradient.
    step(images, 1e-3);
    expect(Math.sign(bias.dataSync()[0]! - before!)).toBe(-Math.sign(slope));
    dispose();
  });
});

it('the memory that a step needs is foretold', async () => {
  for (const [size, batchSize] of [
    ['tiny', 8],
    ['small', 4],
    ['laptop', 4],
  ] as const) {
    const config = makeConfig({ method: 'rotations', size, batchSize });
    const others = tf.memory().numBytes;
    const { step, dispose } = begin(config);
    const { pixels } = SIZES[size];
    const images: tf.Tensor4D = tf.randomUniform([batchSize, pixels, pixels, 3], -1, 1, 'float32', 1);
    const { peakBytes } = await tf.profile(() => {
      tf.dispose({ ...step(images, 1e-4) });
      return [];
    });
    dispose();
    images.dispose();
    const ratio = phaseNeed(rotations, config, 'rotations').bytes / (peakBytes - others);
    expect([size, Math.abs(ratio - 1) < 0.2, ratio]).toEqual([size, true, ratio]);
    expect(memoryNeed(rotations, config)).toEqual(phaseNeed(rotations, config, 'rotations'));
  }
});

it('holds tensors flat, and learns pictures that a chance guesser cannot', () => {
  const config = makeConfig({ method: 'rotations', size: 'tiny', batchSize: 16 });
  const { step, dispose } = begin(config);
  // A bright band at the top of noise: which way up is plain.
  const random = new Random(9);
  const picture = (): Float32Array =>
    Float32Array.from(
      { length: 32 * 32 * 3 },
      (_, i) => random.between(-0.3, 0.3) + (i < 8 * 32 * 3 ? 0.6 : 0),
    );
  const batch = (): tf.Tensor4D =>
    tf.tidy(
      () => tf.stack(Array.from({ length: 16 }, () => tf.tensor3d(picture(), [32, 32, 3]))) as tf.Tensor4D,
    );
  let [accuracy, tensors] = [0, 0];
  for (let i = 0; i < 60; i++) {
    const images = batch();
    const metrics = step(images, 1e-3);
    accuracy = metrics.accuracy!.dataSync()[0]!;
    tf.dispose({ ...metrics });
    images.dispose();
    if (i === 5) tensors = tf.memory().numTensors;
  }
  expect(tf.memory().numTensors).toBe(tensors);
  expect(accuracy).toBeGreaterThan(0.9);
  dispose();
});
