import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { centralView, FIVE_CROPS } from '../data/augment';
import { ImageSet } from '../data/imageSet';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { conv2d } from '../kernels/ops';
import { discriminate } from '../methods/artifacts/networks/discriminator';
import { encode } from '../methods/artifacts/networks/encoder';
import { createNetworks, type ArtifactNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { READING } from '../methods/artifacts/reading';
import { adaptNorm } from './adaptNorm';
import { extractFeatures, featureNames, resizedSide, type FeatureSource } from './features';
import { probe } from './probe';
import { finish } from '../base/slices';
import { seedSplit } from './split';

const config = makeConfig({ size: 'tiny', seed: 3 });
const images = noise(37);
const NAMES = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'encoder', 'pixels'] as const;
let networks: ArtifactNetworks;
let source: FeatureSource;

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
  networks = createNetworks(config);
  source = { config, networks, reading: READING };
});

function noise(count: number): ImageSet {
  const random = Random.forPurpose(1, 'noise');
  const data = Uint8Array.from({ length: count * 44 * 44 * 3 }, () => random.integer(256));
  const paths = Array.from({ length: count }, (_, i) => `${i}`);
  return new ImageSet({
    name: 'noise',
    pixels: 44,
    data,
    labels: new Int16Array(count),
    labelNames: ['x'],
    paths,
  });
}

function view(indices: readonly number[]): tf.Tensor4D {
  return tf.tensor4d(centralView(images, indices, 32), [indices.length, 32, 32, 3]);
}

describe('sides of the maps', () => {
  test.each([
    ['conv1', 24, 96, 10],
    ['conv2', 12, 256, 6],
    ['conv3', 6, 384, 5],
    ['conv4', 6, 384, 5],
    ['conv5', 6, 256, 6],
  ])('%s at 96 px as in Tables 4 and 5', (_, side, channels, expected) => {
    expect(resizedSide(side, channels)).toBe(expected);
    expect(resizedSide(2 * side, channels)).toBe(expected);
  });

  test('maps are never enlarged, and Infinity leaves them alone', () => {
    expect(resizedSide(4, 64)).toBe(4);
    expect(resizedSide(24, 96, Infinity)).toBe(24);
    expect(resizedSide(1, 100_000)).toBe(1);
  });
});

test('every layer has a name', () => {
  expect(featureNames(READING)).toEqual(NAMES);
});

test('rows are the networks’ own maps in the order asked for, whatever the batches', async () => {
  const indices = [5, 0, 36, 5];
  const before = tf.memory().numTensors;
  const all = await finish(extractFeatures(source, images, NAMES));
  const some = await finish(extractFeatures(source, images, NAMES, { indices }));
  expect(tf.memory().numTensors).toBe(before);
  const x = view(indices);
  const judged = discriminate(networks.C, config, x, 'inference', null).features;
  const maps = { ...judged, encoder: encode(networks.E, config, x, 'inference'), pixels: x };
  for (const name of NAMES) {
    const features = some.get(name)!;
    const expected = await maps[name].data();
    expect([features.count, features.side, features.side, features.channels]).toEqual(maps[name].shape);
    features.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 3));
    const length = features.data.length / indices.length;
    const row = all.get(name)!.data.subarray(36 * length, 37 * length);
    row.forEach((value, i) => expect(value).toBeCloseTo(features.data[2 * length + i]!, 3));
  }
});

test('the maps of five crops stand in a row: each as if it were alone', async () => {
  const indices = [3, 1];
  const five = await finish(
    extractFeatures(source, images, ['conv2', 'pixels'], { indices, views: FIVE_CROPS }),
  );
  for (const name of ['conv2', 'pixels']) {
    const features = five.get(name)!;
    const depth = features.channels / 5;
    expect(features.views).toBe(5);
    for (const [v, view] of FIVE_CROPS.entries()) {
      const alone = (await finish(extractFeatures(source, images, [name], { indices, views: [view] }))).get(
        name,
      )!;
      expect(alone).toMatchObject({ side: features.side, channels: depth });
      alone.data.forEach((value, i) => {
        const [position, channel] = [Math.floor(i / depth), i % depth];
        expect(features.data[position * features.channels + v * depth + channel]).toBeCloseTo(value, 4);
      });
    }
  }
});

test('resizing is bilinear with half-pixel centres: halving a side averages 2×2', async () => {
  const values = 16 * 16 * 3;
  const small = (await finish(extractFeatures(source, images, ['pixels'], { values }))).get('pixels')!;
  expect(small).toMatchObject({ side: 16, originalSide: 32 });
  const mean = await tf.avgPool(view([1]), 2, 2, 'valid').data();
  mean.forEach((value, i) => expect(small.data[values + i]).toBeCloseTo(value, 4));
});

test('adapted, conv5’s averages are the mean and variance over just those images', async () => {
  const own = createNetworks(config);
  const indices = [3, 4, 5, 6, 7, 8, 9, 10, 11];
  const tensors = tf.memory().numTensors;
  await finish(adaptNorm({ config, networks: own, reading: READING }, images, indices));
  expect(tf.memory().numTensors).toBe(tensors);
  const { conv4 } = discriminate(own.C, config, view(indices), 'inference', null).features;
  const { mean, variance } = tf.moments(conv2d(conv4, own.C.get('C/conv5/kernel'), 1, 2), [0, 1, 2]);
  const [means, variances] = [await mean.data(), await variance.data()];
  const [gotMeans, gotVariances] = [
    await own.C.get('C/conv5/mean').data(),
    await own.C.get('C/conv5/variance').data(),
  ];
  means.forEach((value, i) => expect(gotMeans[i]! / value).toBeCloseTo(1, 3));
  variances.forEach((value, i) => expect(gotVariances[i]! / value).toBeCloseTo(1, 3));
});

test('the probe reads what is linear in the features, and says how it did', async () => {
  // Label: whether the first channel's mean is above average; linear, so a probe finds it.
  const random = Random.forPurpose(9, 'probe');
  const count = 200;
  const data = Float32Array.from({ length: count * 4 * 3 }, () => 100 + 30 * random.normal());
  const sums = Array.from({ length: count }, (_, i) =>
    [0, 3, 6, 9].reduce((sum, j) => sum + data[i * 12 + j]!, 0),
  );
  const labels = Int16Array.from(sums, (sum) => (sum > 400 ? 1 : 0));
  const features = { name: 'conv3' as const, count, side: 2, originalSide: 4, channels: 3, data };
  const score = await finish(probe(features, seedSplit(labels, ['low', 'high'], 1)));
  expect(score.fit!.converged).toBe(true);
  expect(score.validation.accuracy).toBeGreaterThan(0.9);
  expect(score.validation.count).toBe(50);
  expect(score.trainingAccuracy).toBeGreaterThan(0.95);
  expect(score.protocol).toContain('conv3 4×4×3 resized bilinearly to 2×2×3 = 12 values');
  expect(score.protocol).toContain('150 training and 50 validation images');

  const shuffled = Int16Array.from({ length: count }, () => random.integer(2));
  const chance = await finish(probe(features, seedSplit(shuffled, ['low', 'high'], 1)));
  expect(chance.validation.accuracy).toBeLessThan(0.75);
});
