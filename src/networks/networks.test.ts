import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import type { ArtifactsConfig } from '../methods/artifacts/config';
import { makeConfig } from '../experiments/presets';
import { SIZES, type SizeName } from '../schema/sizes';
import { startBackend } from '../kernels/backend';
import { damage, drawDropMask, enlargeMask, maskInPixels } from '../methods/artifacts/networks/damage';
import { decode, decoderSpecs } from '../methods/artifacts/networks/decoder';
import { discriminate, discriminatorSpecs } from '../methods/artifacts/networks/discriminator';
import { encode, encoderSpecs, featureChannels } from '../methods/artifacts/networks/encoder';
import {
  artifactSpecs,
  createNetworks,
  type ArtifactNetworks,
} from '../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks, readNetworks, writeNetworks } from './networks';
import type { ParameterSpec, PlainTensor } from './parameters';
import { repairBlocks, repairSpecs, repairWith } from '../methods/artifacts/networks/repair';
import { FEATURE_LAYERS } from './trunk';

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0);
const count = (specs: readonly ParameterSpec[]): number =>
  sum(specs.filter((spec) => spec.trainable).map(({ shape }) => shape.reduce((a, b) => a * b, 1)));

/** Weights away from their initial symmetry: random biases, scales and moving averages. */
function shake(networks: ArtifactNetworks, random: Random): void {
  for (const parameters of Object.values(networks)) {
    for (const { name, shape } of parameters.specs.filter(({ shape }) => shape.length === 1)) {
      const [low, high] = /variance|gamma/.test(name) ? [0.5, 1.5] : [-0.3, 0.3];
      const values = Float32Array.from({ length: shape[0]! }, () => random.between(low, high));
      parameters.get(name).assign(tf.tensor1d(values));
    }
  }
}

function randomImages(n: number, pixels: number): tf.Tensor4D {
  const random = new Random(7);
  const values = Float32Array.from({ length: n * pixels * pixels * 3 }, () => random.between(-1, 1));
  return tf.tensor4d(values, [n, pixels, pixels, 3]);
}

/** Layers E, D, R, C of a config built at full width, counted without allocating them. */
describe('trainable parameters at full width equal the paper’s architecture', () => {
  const authors = makeConfig({ preset: 'authors-code', size: 'stl10' });

  it('encoder', () => {
    expect(count(encoderSpecs(authors))).toBe(699_168);
    expect(count(encoderSpecs({ ...authors, encoderKernel: 3 }))).toBe(1_569_568);
  });

  it('decoder', () => expect(count(decoderSpecs(authors))).toBe(1_568_547));

  it('repair, in all and by block', () => {
    const specs = repairSpecs(authors);
    const blocks = repairBlocks(authors).map((block) =>
      count(specs.filter(({ name }) => name.startsWith(`${block.name}/`))),
    );
    expect(blocks).toEqual([4_724_736, 1_182_720, 296_448, 74_496, 18_816]);
    expect(count(specs)).toBe(6_297_216);
  });

  it.each([
    ['stl10', 40_097_411],
    ['imagenet', 69_457_539],
  ] as const)('discriminator at %s', (size, expected) => {
    for (const discriminatorNorm of ['conv5', 'conv5+fc1'] as const) {
      expect(count(discriminatorSpecs({ size, discriminatorNorm, hiddenStart: 'matrix' }))).toBe(expected);
    }
  });

  it('discriminator by layer', () => {
    const specs = discriminatorSpecs(authors);
    const of = (pattern: RegExp): number => count(specs.filter(({ name }) => pattern.test(name)));
    expect(of(/conv\d\/(kernel|bias)/)).toBe(2_333_824);
    expect(of(/conv5\/beta/)).toBe(256);
    expect(of(/mask/)).toBe(2_305);
    expect(of(/fc1\/kernel/)).toBe(37_748_736);
    expect(of(/fc1\/beta/)).toBe(4_096);
    expect(of(/fc2/)).toBe(8_194);
  });
});

describe.each([
  ['tiny', 32, 2, [2, 2, 64]],
  ['small', 64, 4, [4, 4, 128]],
  ['laptop', 64, 8, [8, 8, 128]],
] as const)('shapes at %s', (size, pixels, cells, featureShape) => {
  it('run from image to judgement', () => {
    const config = makeConfig({ size });
    const networks = createNetworks(config);
    const images = randomImages(2, pixels);
    const features = encode(networks.E, config, images, 'inference');
    expect(features.shape).toEqual([2, ...featureShape]);
    expect(decode(networks.D, config, features, 'inference').shape).toEqual([2, pixels, pixels, 3]);
    const judgement = discriminate(networks.C, config, images, 'inference', null);
    expect(judgement.maskLogits.shape).toEqual([2, cells, cells, 1]);
    expect(judgement.classLogits.shape).toEqual([2, 2]);
    expect(FEATURE_LAYERS.map((layer) => judgement.features[layer].shape[1])).toEqual([
      4 * cells,
      2 * cells,
      cells,
      cells,
      cells,
    ]);
    disposeNetworks(networks);
  });
});

it('size laptop has the paper’s geometry to scale', () => {
  const parameters = (size: SizeName, letter: 'R' | 'C'): number =>
    count(artifactSpecs(makeConfig({ size, preset: 'authors-code' }))[letter]);
  const ratio = (size: SizeName): number => parameters(size, 'C') / parameters(size, 'R');
  expect(ratio('stl10')).toBeCloseTo(6.4, 1);
  expect(ratio('laptop')).toBeGreaterThan(4);
  expect(ratio('laptop')).toBeLessThan(6.4);
  // Numbers of φ for each of the image.
  const share = (size: SizeName): number => {
    const { pixels, stride } = SIZES[size];
    return ((pixels / stride) ** 2 * featureChannels({ size })) / (3 * pixels ** 2);
  };
  expect(share('laptop')).toBeCloseTo(share('stl10'), 9);
});

it('fc1 begins smaller as the convolution that it is in the authors’ code, and all else as ever', () => {
  const [matrix, convolution] = (['matrix', 'convolution'] as const).map((hiddenStart) =>
    createNetworks(makeConfig({ size: 'tiny', hiddenStart })),
  );
  const largest = ({ C }: ArtifactNetworks): number => tf.max(tf.abs(C.get('C/fc1/kernel'))).dataSync()[0]!;
  // 2×2 cells of 32 channels to 512 units, as a convolution 4 · 512.
  expect(largest(matrix!)).toBeCloseTo(Math.sqrt(6 / (128 + 512)), 3);
  expect(largest(convolution!)).toBeCloseTo(Math.sqrt(6 / (128 + 4 * 512)), 3);
  for (const { name } of matrix!.C.specs) {
    const [a, b] = [matrix!, convolution!].map(({ C }) => C.get(name).dataSync());
    if (name !== 'C/fc1/kernel') expect(a, name).toEqual(b);
  }
  [matrix!, convolution!].forEach(disposeNetworks);
});

it('at full width, 96 and 128 px, φ and the mask head have 6×6 and 8×8 cells', () => {
  for (const [size, pixels, cells] of [
    ['stl10', 96, 6],
    ['imagenet', 128, 8],
  ] as const) {
    // Full-width weights with fc1 left out: its 38 or 67 million values say nothing about the map’s side.
    const config = makeConfig({ size });
    const networks = createNetworks(makeConfig({ size: 'tiny' }));
    const features = encode(networks.E, config, randomImages(1, pixels), 'inference');
    expect(features.shape.slice(1, 3)).toEqual([cells, cells]);
    const fc1 = discriminatorSpecs(config).find(({ name }) => name === 'C/fc1/kernel')!;
    expect(fc1.shape).toEqual([cells * cells * 256, 4096]);
    disposeNetworks(networks);
  }
});

describe('damage and repair', () => {
  const cases: [string, Partial<ArtifactsConfig>][] = [
    ['paper', {}],
    ['authors-code', { preset: 'authors-code' }],
    ['without gate', { repairGate: false }],
  ];

  it.each(cases.slice(0, 2))('Ω = 1 everywhere gives the autoencoded image exactly (%s)', (_, changes) => {
    const config = makeConfig({ ...changes, size: 'tiny' });
    const networks = createNetworks(config);
    shake(networks, new Random(3));
    const features = encode(networks.E, config, randomImages(3, 32), 'inference');
    const kept = tf.ones<tf.Rank.R4>([3, 2, 2, 1]);
    const damaged = damage(features, kept, 'average', new Random(1));
    const hook = repairWith(networks.R, config, kept, 'inference');
    const corrupt = decode(networks.D, config, damaged, 'inference', hook);
    const real = decode(networks.D, config, features, 'inference');
    expect(corrupt.dataSync()).toEqual(real.dataSync());
    disposeNetworks(networks);
  });

  it.each(cases)('a repair block leaves kept cells as they are if it is gated (%s)', (_, changes) => {
    const config = makeConfig({ ...changes, size: 'tiny' });
    const networks = createNetworks(config);
    shake(networks, new Random(4));
    const random = new Random(5);
    const z = tf.tensor4d(
      Float32Array.from({ length: 2 * 16 * 64 }, () => random.normal()),
      [2, 4, 4, 64],
    );
    const mask = drawDropMask(random, 2, 4, 0.5);
    const repaired = repairWith(networks.R, config, mask, 'inference')(1, z);
    const moved = tf.mul(tf.abs(tf.sub(repaired, z)), mask).dataSync();
    const changedWhereDropped = tf.sum(tf.mul(tf.abs(tf.sub(repaired, z)), tf.sub(1, mask))).dataSync()[0]!;
    expect(changedWhereDropped).toBeGreaterThan(0.1);
    if (config.repairGate) expect(Math.max(...moved)).toBe(0);
    else expect(Math.max(...moved)).toBeGreaterThan(0);
    disposeNetworks(networks);
  });

  it('θ is the share of dropped cells', () => {
    for (const theta of [0, 0.1, 0.5, 0.7, 0.95]) {
      const n = 4000;
      const dropped = drawDropMask(new Random(11), n, 4, theta)
        .dataSync()
        .filter((value) => value === 0).length;
      const share = dropped / (16 * n);
      // Five standard errors of a binomial share.
      expect(Math.abs(share - theta)).toBeLessThanOrEqual(5 * Math.sqrt((theta * (1 - theta)) / (16 * n)));
    }
  });

  it('dropped cells get the mean of in-bounds undamaged neighbours', () => {
    const values = Float32Array.from({ length: 9 }, (_, i) => i + 1);
    const features = tf.tensor4d(values, [1, 3, 3, 1]);
    const damaged = damage(features, tf.zeros([1, 3, 3, 1]), 'average', new Random(1)).dataSync();
    expect(damaged[4]).toBeCloseTo(5, 5); // all nine
    expect(damaged[0]).toBeCloseTo((1 + 2 + 4 + 5) / 4, 5); // a corner has four
    expect(damaged[1]).toBeCloseTo((1 + 2 + 3 + 4 + 5 + 6) / 6, 5); // an edge has six
  });

  it('noise fill keeps kept cells and follows each channel’s mean and deviation', () => {
    const random = new Random(2);
    const features = tf.tensor4d(
      Float32Array.from(
        { length: 50 * 16 * 2 },
        (_, i) => (i % 2 ? 10 : -3) + random.normal() * (i % 2 ? 4 : 1),
      ),
      [50, 4, 4, 2],
    );
    const mask = drawDropMask(random, 50, 4, 0.5);
    const damaged = damage(features, mask, 'noise', random);
    expect(tf.max(tf.abs(tf.mul(mask, tf.sub(damaged, features)))).dataSync()[0]).toBe(0);
    const { mean, variance } = tf.moments(damaged, [0, 1, 2]);
    expect(mean.dataSync()[1]).toBeCloseTo(10, 0);
    expect(Math.sqrt(variance.dataSync()[1]!)).toBeCloseTo(4, 0);
    expect(mean.dataSync()[0]).toBeCloseTo(-3, 0);
  });

  it('enlarging Ω replicates blocks', () => {
    const mask = tf.tensor4d([1, 0, 0, 1], [1, 2, 2, 1]);
    const rows = tf.squeeze(enlargeMask(mask, 2)).arraySync();
    expect(rows).toEqual([
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [0, 0, 1, 1],
      [0, 0, 1, 1],
    ]);
    expect(maskInPixels(mask, tf.zeros([1, 32, 32, 3])).shape).toEqual([1, 32, 32, 1]);
  });
});

/** Millions of values, which are compared in a moment by their hashes. */
function digests(values: ReadonlyMap<string, PlainTensor>): Map<string, string> {
  const digest = ({ shape, data }: PlainTensor) =>
    createHash('sha256').update(JSON.stringify(shape)).update(Float32Array.from(data)).digest('hex');
  return new Map([...values].map(([name, value]) => [name, digest(value)]));
}

it('initialisation descends from the seed, with the stated deviations', async () => {
  const [a, b, c] = [1, 1, 2].map((seed) => createNetworks(makeConfig({ size: 'small', seed })));
  const [va, vb, vc] = await Promise.all([a!, b!, c!].map(readNetworks));
  expect(digests(va!)).toEqual(digests(vb!));
  expect(digests(va!).get('C/conv2/kernel')).not.toBe(digests(vc!).get('C/conv2/kernel'));
  const deviation = (name: string): number => {
    const { data } = va!.get(name)!;
    return Math.sqrt(sum([...data].map((value) => value * value)) / data.length);
  };
  const heFans = (9 * (128 + 64)) / 2; // D/1: 3×3, 128 → 64 channels at quarter width
  expect(deviation('D/1/kernel')).toBeCloseTo(Math.sqrt(2 / heFans), 2);
  const [fanIn, fanOut] = [25 * 12, (25 * 64) / 2]; // C/conv2 has two groups of 12 → 32
  expect(deviation('C/conv2/kernel')).toBeCloseTo(Math.sqrt(2 / (fanIn + fanOut)), 3);
  expect(va!.get('C/conv1/bias')!.data.every((value) => value === Math.fround(0.1))).toBe(true);
  writeNetworks(c!, va!);
  expect(digests(await readNetworks(c!))).toEqual(digests(va!));
  expect(() => writeNetworks(c!, new Map())).toThrow(/lacks the parameter “E\/1\/kernel”/);
  for (const networks of [a!, b!, c!]) disposeNetworks(networks);
});
