import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { ImageSet } from '../data/imageSet';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { READING } from '../methods/artifacts/reading';
import { descend, type DescentOptions } from './descent';
import { extractFeatures } from './features';
import { argmaxRows } from './metrics';
import { resizeMap } from './resizeMap';
import { finish } from '../base/slices';
import { seedSplit } from './split';

beforeAll(() => startBackend({ preference: 'wasm' }));

const config = makeConfig({ size: 'tiny', seed: 3, batchSize: 16, augment: false });
const CLASSES = ['up', 'down'];

/** Noise, of which the brighter half is above or below. */
function halves(count: number): ImageSet {
  const random = Random.forPurpose(1, 'halves');
  const labels = Int16Array.from({ length: count }, (_, i) => i % 2);
  const data = new Uint8Array(count * 44 * 44 * 3);
  for (let i = 0; i < data.length; i++) {
    const image = Math.floor(i / (44 * 44 * 3));
    const isAbove = i % (44 * 44 * 3) < 22 * 44 * 3;
    data[i] = random.integer(isAbove === (labels[image] === 0) ? 256 : 200);
  }
  const paths = Array.from({ length: count }, (_, i) => `${i}`);
  return new ImageSet({ name: 'halves', pixels: 44, data, labels, labelNames: CLASSES, paths });
}

async function learn(name: string, options: DescentOptions) {
  const images = halves(48);
  const networks = createNetworks(config);
  const before = networks.C.get('C/conv1/kernel').dataSync<'float32'>().slice();
  const source = { config, networks, reading: READING };
  const features = (await finish(extractFeatures(source, images, [name]))).get(name)!;
  const split = seedSplit(images.labels, CLASSES, 1);
  const tensors = tf.memory().numTensors;
  const found = await finish(descend(source, images, features, split, options));
  expect(tf.memory().numTensors).toBe(tensors);
  expect(networks.C.get('C/conv1/kernel').dataSync<'float32'>()).toEqual(before);
  const accuracy = (logits: Float32Array, rows: Uint32Array): number =>
    argmaxRows(logits, 2).filter((label, i) => label === images.labels[rows[i]!]).length / rows.length;
  return {
    ...found,
    training: accuracy(found.trainingLogits, split.training),
    validation: accuracy(found.validationLogits, split.validation),
  };
}

describe('descent', () => {
  test.each([
    ['a frozen linear head', 'conv1', { head: 'linear', fineTuned: false, epochs: 12 }],
    ['the paper’s hidden layers', 'conv2', { head: 'mlp', fineTuned: false, epochs: 12 }],
    ['hidden layers on pixels', 'pixels', { head: 'mlp', fineTuned: false, epochs: 12 }],
    ['fine-tuning', 'conv5', { head: 'linear', fineTuned: true, epochs: 12 }],
  ] as const)('%s learns halves apart; the networks and memory are as before', async (_, name, options) => {
    const { training, validation, report } = await learn(name, options);
    expect(training).toBeGreaterThan(0.9);
    expect(validation).toBeGreaterThan(0.8);
    expect(report).toMatchObject({ epochs: 12, steps: 12 * 3 });
    expect(report.loss).toBeLessThan(0.5);
  });

  test('fine-tuning moves the convolutions: it fits what a frozen conv5 cannot', async () => {
    const frozen = await learn('conv5', { head: 'linear', fineTuned: false, epochs: 12 });
    const tuned = await learn('conv5', { head: 'linear', fineTuned: true, epochs: 12 });
    expect(tuned.report.loss).toBeLessThan(frozen.report.loss);
  });

  test('the same seed gives the same numbers', async () => {
    const options = { head: 'mlp', fineTuned: true, epochs: 2 } as const;
    const [a, b] = [await learn('conv1', options), await learn('conv1', options)];
    expect(a.validationLogits).toEqual(b.validationLogits);
  });
});

describe('resizing a map', () => {
  test('is tfjs’s bilinear resize with half-pixel centres, at every ratio', async () => {
    const map = tf.randomUniform<tf.Rank.R4>([2, 12, 12, 3], -1, 1, 'float32', 7);
    for (const side of [1, 5, 6, 10, 12]) {
      const own = await resizeMap(map, side).data();
      const stock = await tf.image.resizeBilinear(map, [side, side], false, true).data();
      for (const [i, value] of own.entries()) expect(value).toBeCloseTo(stock[i]!, 5);
    }
  });

  test('has the gradient of a linear map: what a pixel gives in all', async () => {
    const map = tf.zeros<tf.Rank.R4>([1, 4, 4, 1]);
    const gradient = tf.grad((x) => tf.sum(resizeMap(x as tf.Tensor4D, 2)))(map);
    expect([...(await gradient.data())]).toEqual(Array<number>(16).fill(0.25));
  });
});
