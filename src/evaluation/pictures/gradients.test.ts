import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import { CORRUPT, discriminate, REAL } from '../../methods/artifacts/networks/discriminator';
import { FEATURE_LAYERS, type FeatureHook, type FeatureLayer } from '../../networks/trunk';
import { NORM_EPSILON } from '../../networks/layers';
import { createNetworks, type ArtifactNetworks } from '../../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../../networks/networks';
import { READING } from '../../methods/artifacts/reading';
import type { FeatureSource } from '../features';
import { decisionGradient, gradCam } from './gradCam';
import { guidedBackprop } from './guidedBackprop';

const config = makeConfig({ size: 'tiny', seed: 5 });
let networks: ArtifactNetworks;
let source: FeatureSource;
let images: tf.Tensor4D;

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
  networks = createNetworks(config);
  source = { config, networks, reading: READING };
  const random = new Random(6);
  const values = Float32Array.from({ length: 2 * 32 * 32 * 3 }, () => random.between(-1, 1));
  images = tf.tensor4d(values, [2, 32, 32, 3]);
});

afterAll(() => {
  disposeNetworks(networks);
  images.dispose();
});

const replacing =
  (layer: FeatureLayer | 'fc1', map: tf.Tensor): FeatureHook =>
  (name, own) =>
    name === layer ? (map as typeof own) : own;

const judgeWith = (hook: FeatureHook) => discriminate(networks.C, config, images, 'inference', null, hook);

/** ReLU(Σ_c mean(∂logit / ∂A_c) · A_c), every derivative a central difference of the slow head. */
function slowGradCam(
  map: Float64Array,
  channels: number,
  layer: 'conv4' | 'conv5',
  decision: number,
): number[] {
  const logit = slowHead(layer);
  const places = map.length / channels;
  const step = 1e-6;
  const alphas = new Float64Array(channels);
  for (let i = 0; i < map.length; i++) {
    const at = (value: number): number => logit(map.with(i, value))[decision]!;
    alphas[i % channels]! += (at(map[i]! + step) - at(map[i]! - step)) / (2 * step) / places;
  }
  return Array.from({ length: places }, (_, place) => {
    const sum = alphas.reduce((total, alpha, c) => total + alpha * map[place * channels + c]!, 0);
    return Math.max(0, sum);
  });
}

/** What C makes of one image's map of conv4 or conv5, in plain loops and float64: both class logits. */
function slowHead(layer: 'conv4' | 'conv5'): (map: Float64Array) => number[] {
  const of = (name: string) => networks.C.get(`C/${name}`).dataSync<'float32'>();
  const [kernel, beta, mean, variance] = ['kernel', 'beta', 'mean', 'variance'].map((name) =>
    of(`conv5/${name}`),
  );
  const [fc1, fc2, bias2] = [of('fc1/kernel'), of('fc2/kernel'), of('fc2/bias')];
  const bias1 = of('fc1/bias');
  const [, , perGroup, filters] = networks.C.get('C/conv5/kernel').shape as [number, number, number, number];

  const conv5 = (input: Float64Array): Float64Array => {
    const output = new Float64Array(4 * filters);
    for (let place = 0; place < 4; place++) {
      for (let f = 0; f < filters; f++) {
        let sum = 0;
        for (let tap = 0; tap < 9; tap++) {
          const y = Math.floor(place / 2) + Math.floor(tap / 3) - 1;
          const x = (place % 2) + (tap % 3) - 1;
          if (y < 0 || x < 0 || y > 1 || x > 1) continue;
          const first = (y * 2 + x) * 2 * perGroup + (f < filters / 2 ? 0 : perGroup);
          for (let c = 0; c < perGroup; c++)
            sum += input[first + c]! * kernel![(tap * perGroup + c) * filters + f]!;
        }
        const normalized = (sum - mean![f]!) / Math.sqrt(variance![f]! + NORM_EPSILON) + beta![f]!;
        output[place * filters + f] = Math.max(0, normalized);
      }
    }
    return output;
  };
  const dense = (input: Float64Array, weights: ArrayLike<number>, bias: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: bias.length }, (_, unit) =>
      input.reduce((sum, value, i) => sum + value * weights[i * bias.length + unit]!, bias[unit]!),
    );
  return (map) => {
    const hidden = dense(layer === 'conv5' ? map : conv5(map), fc1, bias1).map((value) => Math.max(0, value));
    return [...dense(hidden, fc2, bias2)];
  };
}

/** Logits of each image for a map in place of the layer's. */
function logits(layer: FeatureLayer, map: Float32Array, shape: number[], decision: number): number[] {
  return tf.tidy(() => {
    const { classLogits } = judgeWith(replacing(layer, tf.tensor(map, shape)));
    return [0, 1].map((i) => classLogits.dataSync<'float32'>()[i * 2 + decision]!);
  });
}

describe('Grad-CAM', () => {
  it.each([
    ['conv5', REAL],
    ['conv5', CORRUPT],
    ['conv4', CORRUPT],
  ] as const)(
    'of %s for class %i equals its definition with finite differences in float64',
    (layer, decision) => {
      const map = judgeWith((_, own) => own).features[layer];
      const [n, h, w, channels] = map.shape;
      const found = gradCam(source, images, decision, layer).dataSync<'float32'>();
      for (let image = 0; image < n; image++) {
        const size = h * w * channels;
        const values = Float64Array.from(
          map.dataSync<'float32'>().subarray(image * size, (image + 1) * size),
        );
        const expected = slowGradCam(values, channels, layer, decision);
        const scale = Math.max(...expected);
        expected.forEach((value, place) =>
          expect(Math.abs(found[image * h * w + place]! - value)).toBeLessThan(1e-4 * Math.max(scale, 1e-3)),
        );
      }
      expect(Math.max(...found)).toBeGreaterThan(0);
    },
  );

  it.each(FEATURE_LAYERS)('gradient of %s equals directional finite differences, image by image', (layer) => {
    const map = judgeWith((_, own) => own).features[layer];
    const gradient = decisionGradient(source, images, REAL, layer, map).dataSync<'float32'>();
    const random = new Random(8);
    const values = map.dataSync<'float32'>();
    // Only where units are on: among zeros max pooling has ties, and so no derivative.
    const direction = Float32Array.from(values, (value) => (value > 0 ? random.normal() : 0));
    const step = (2e-4 * Math.sqrt(values.reduce((sum, v) => sum + v * v, 0))) / Math.sqrt(values.length);
    const along = (sign: number): number[] =>
      logits(
        layer,
        values.map((v, i) => v + sign * step * direction[i]!),
        map.shape,
        REAL,
      );
    const [up, down] = [along(1), along(-1)];
    for (const image of [0, 1]) {
      const half = values.length / 2;
      let slope = 0;
      for (let i = image * half; i < (image + 1) * half; i++) slope += gradient[i]! * direction[i]!;
      const measured = (up[image]! - down[image]!) / (2 * step);
      const size = Math.sqrt(
        gradient.subarray(image * half, (image + 1) * half).reduce((s, g) => s + g * g, 0),
      );
      expect(size).toBeGreaterThan(0);
      expect(Math.abs(slope - measured) / size).toBeLessThan(0.02);
    }
  });

  it('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    gradCam(source, images, REAL).dispose();
    guidedBackprop(source, images, { decision: REAL }).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('guided backpropagation', () => {
  /** Layer by layer with plain gradients between neighbouring maps, clipped in between: the definition, slowly. */
  function slowly(decision: number): Float32Array {
    const plain = judgeWith((_, own) => own).features;
    const layers = [...FEATURE_LAYERS, 'fc1'] as const;
    let above: tf.Tensor | null = null; // clipped gradient at the layer above
    for (const [depth, layer] of [...layers.entries()].reverse()) {
      const next = layers[depth + 1];
      const objective = (map: tf.Tensor): tf.Tensor => {
        let seen: tf.Tensor | null = null;
        const hook: FeatureHook = (name, own) => {
          if (name === next) seen = own;
          return name === layer ? (map as typeof own) : own;
        };
        const { classLogits } = judgeWith(hook);
        if (!next) return tf.sum(tf.slice(classLogits, [0, decision], [-1, 1]));
        return tf.sum(tf.mul(seen!, above!));
      };
      const start = layer === 'fc1' ? hiddenMap() : plain[layer];
      above = tf.relu(tf.grad(objective)(start));
    }
    const toPixels = (x: tf.Tensor): tf.Tensor => {
      const { features } = discriminate(networks.C, config, x as tf.Tensor4D, 'inference', null);
      return tf.sum(tf.mul(features.conv1, above!));
    };
    return tf.grad(toPixels)(images).dataSync<'float32'>();
  }

  function hiddenMap(): tf.Tensor {
    let hidden: tf.Tensor | null = null;
    judgeWith((name, own) => {
      if (name === 'fc1') hidden = own;
      return own;
    });
    return hidden!;
  }

  it.each([REAL, CORRUPT] as const)('of class %i equals clipping between plain gradients', (decision) => {
    const expected = tf.tidy(() => tf.tensor1d(slowly(decision))).dataSync<'float32'>();
    const found = guidedBackprop(source, images, { decision }).dataSync<'float32'>();
    const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(scale).toBeGreaterThan(0);
    expected.forEach((value, i) => expect(Math.abs(found[i]! - value) / scale).toBeLessThan(1e-4));
    const plain = tf
      .grad((x) =>
        tf.sum(
          tf.slice(
            discriminate(networks.C, config, x as tf.Tensor4D, 'inference', null).classLogits,
            [0, decision],
            [-1, 1],
          ),
        ),
      )(images)
      .dataSync<'float32'>();
    const apart = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - plain[i]!)), 0);
    expect(apart / scale).toBeGreaterThan(0.1);
  });

  it('of one neuron of conv1 is its kernel where it is on', () => {
    const image = tf.fill<tf.Rank.R4>([1, 32, 32, 3], 0.2);
    const kernel = networks.C.get<tf.Rank.R4>('C/conv1/kernel');
    const [, side] = discriminate(networks.C, config, image, 'inference', null).features.conv1.shape;
    const found = guidedBackprop(source, image, { layer: 'conv1', neuron: 2 });
    const map = discriminate(networks.C, config, image, 'inference', null).features.conv1.bufferSync();
    const weights = kernel.bufferSync();
    const expected = tf.buffer([1, 32, 32, 3]);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        if (map.get(0, row, column, 2) <= 0) continue;
        for (let y = 0; y < 11; y++) {
          for (let x = 0; x < 11; x++) {
            const [top, left] = [row * 4 - 3 + y, column * 4 - 3 + x];
            if (top < 0 || left < 0 || top >= 32 || left >= 32) continue;
            for (const c of [0, 1, 2]) {
              const sum = expected.get(0, top, left, c) + 127.5 * weights.get(y, x, c, 2);
              expected.set(sum, 0, top, left, c);
            }
          }
        }
      }
    }
    const pixels = found.dataSync<'float32'>();
    const scale = expected.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(scale).toBeGreaterThan(0);
    pixels.forEach((value, i) => expect(Math.abs(value - expected.values[i]!) / scale).toBeLessThan(1e-4));
  });
});
