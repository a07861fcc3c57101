import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { makeConfig } from '../../../experiments/presets';
import { startBackend } from '../../../kernels/backend';
import { encode } from '../networks/encoder';
import { createNetworks } from '../networks/artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import { imageTensor, maskTensor, startBy, type PictureSource } from './damageBrush';
import { inspect } from './inspect';
import { encoderField } from '../../../evaluation/pictures/receptiveField';
import { traceImage, TRACED } from './trace';

let source: PictureSource;
const random = new Random(5);
const view = Float32Array.from({ length: 32 * 32 * 3 }, () => random.between(-1, 1));
const mask = [1, 0, 0, 1];

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
  const config = makeConfig({ size: 'tiny' });
  source = { config, networks: createNetworks(config) };
});

afterAll(() => disposeNetworks(source.networks));

it('shows each layer once, in order, and leaves no tensors', async () => {
  const before = tf.memory().numTensors;
  const { layers } = await traceImage(source, view, mask);
  expect(tf.memory().numTensors).toBe(before);
  expect(layers.map(({ layer }) => layer)).toEqual(TRACED);
  for (const { shape, channels, values, statistics } of layers) {
    const [h, w, c] = shape;
    expect(values).toHaveLength(channels.length * h * w);
    expect(channels).toHaveLength(c <= 3 ? c : Math.min(16, c));
    expect(new Set(channels).size).toBe(channels.length);
    expect(statistics.least).toBeLessThanOrEqual(statistics.mean);
    expect(statistics.most).toBeGreaterThanOrEqual(statistics.mean);
  }
});

it('leaves out the layers that a smaller stride has not, and says which is φ', async () => {
  const config = makeConfig({ size: 'laptop' });
  const networks = createNetworks(config);
  const { layers } = await traceImage(
    { config, networks },
    new Float32Array(64 * 64 * 3),
    Array<number>(64).fill(1),
  );
  disposeNetworks(networks);
  const missing = ['E5', 'D4', 'R5'];
  expect(layers.map(({ layer }) => layer)).toEqual(TRACED.filter((layer) => !missing.includes(layer)));
  expect(layers.filter(({ isPhi }) => isPhi).map(({ layer, shape }) => [layer, ...shape])).toEqual([
    ['E4', 8, 8, 128],
  ]);
});

it('has the damaged feature of eq. (1), and repairs where Ω is zero only', async () => {
  const { layers } = await traceImage(source, view, mask);
  const of = (name: string) => layers.find(({ layer }) => layer === name)!;
  const { config, networks } = source;
  const expected = tf.tidy(() => {
    const features = encode(networks.E, config, imageTensor(config, view), 'inference');
    return startBy(config, features, maskTensor(config, mask)).start.dataSync<'float32'>();
  });
  const damaged = of('damaged');
  const [h, w, c] = damaged.shape;
  damaged.channels.forEach((channel, k) => {
    for (let i = 0; i < h * w; i++) {
      expect(damaged.values[k * h * w + i]).toBe(expected[i * c + channel]);
    }
  });
  const repaired = of('R1');
  repaired.channels.forEach((channel, k) => {
    mask.forEach((kept, i) => {
      const same = repaired.values[k * h * w + i] === expected[i * c + channel];
      expect(same).toBe(kept === 1);
    });
  });
});

it('judges as the inspector does', async () => {
  const [trace, seen] = [await traceImage(source, view, mask), await inspect(source, { view, mask })];
  expect(trace.scores.corrupt).toBeCloseTo(seen.score.repaired, 6);
  expect(trace.scores.real).toBeCloseTo(seen.score.autoencoded, 6);
  const predicted = trace.layers.at(-1)!.values;
  predicted.forEach((kept, i) => expect(kept).toBeCloseTo(seen.predictedMask.repaired[i]!, 6));
});

it('knows what an encoder’s cell sees', () => {
  expect([1, 2, 3, 4, 5].map((i) => encoderField(i, 2).size)).toEqual([3, 4, 6, 10, 18]);
  expect(encoderField(5, 3).size).toBe(33);
  expect(encoderField(5, 2)).toEqual({ size: 18, stride: 16, start: -1 });
});
