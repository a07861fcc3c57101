import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import { makeConfig } from '../../../experiments/presets';
import type { BackendName } from '../../../kernels/backendInfo';
import { startBackend } from '../../../kernels/backend';
import { CORRUPT, REAL } from '../networks/discriminator';
import { createNetworks } from '../networks/artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import { Parameters } from '../../../networks/parameters';
import { Adam } from '../../../training/adam';
import { autoencoderStep } from './autoencoderStep';
import { damageRepairState } from './damageRepairState';
import { damageRepairStep } from './damageRepairStep';
import { History } from './history';
import { classLoss, keptPixelLoss, maskLoss, repairClassLoss } from './losses';
import { learningRate } from '../../../training/schedule';
import { readMetrics, type StepMetrics } from '../../../training/stepMetrics';

beforeAll(async () => void (await startBackend({ preference: 'wasm' })));

const value = (scalar: tf.Tensor): number => scalar.dataSync()[0]!;

describe('the learning rate', () => {
  const decay = { learningRateFloor: 0.01, learningRateDecayEnd: 1 };

  it('falls linearly from 3e-4 to 3e-6', () => {
    expect(learningRate(3e-4, 0, 100, decay)).toBe(3e-4);
    expect(learningRate(3e-4, 50, 100, decay)).toBeCloseTo((3e-4 + 3e-6) / 2, 12);
    expect(learningRate(3e-4, 100, 100, decay)).toBeCloseTo(3e-6, 12);
  });

  it('stays at its floor for the last tenth in the authors’ code', () => {
    const authors = { ...decay, learningRateDecayEnd: 0.9 };
    expect(learningRate(3e-4, 45, 100, authors)).toBeCloseTo((3e-4 + 3e-6) / 2, 12);
    for (const step of [90, 95, 99]) expect(learningRate(3e-4, step, 100, authors)).toBeCloseTo(3e-6, 12);
  });
});

describe('Adam', () => {
  it.each([0, 0.01])('equals the update rule worked in plain numbers, weight decay %s', (weightDecay) => {
    const random = new Random(1);
    const specs = [
      { name: 'w', shape: [3], init: 0.5, trainable: true, decays: true },
      { name: 'b', shape: [3], init: 0.5, trainable: true, decays: false },
    ];
    const parameters = new Parameters(specs, random);
    const adam = new Adam(parameters, { adamBeta1: 0.5, adamEpsilon: 1e-5, weightDecay });
    const expected = specs.map(({ decays }) => ({ decays, w: [0.5, 0.5, 0.5], m: [0, 0, 0], v: [0, 0, 0] }));

    for (let t = 1; t <= 5; t++) {
      const gradients = specs.map(() => Array.from({ length: 3 }, () => random.normal()));
      const named = adam.variables.map((variable, i) => [variable.name, tf.tensor1d(gradients[i]!)]);
      adam.apply(Object.fromEntries(named) as tf.NamedTensorMap, 0.1);
      expected.forEach((slot, i) => {
        for (let j = 0; j < 3; j++) {
          const g = gradients[i]![j]! + (slot.decays ? weightDecay * slot.w[j]! : 0);
          slot.m[j] = 0.5 * slot.m[j]! + 0.5 * g;
          slot.v[j] = 0.999 * slot.v[j]! + 0.001 * g * g;
          const rate = (0.1 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.5 ** t);
          slot.w[j]! -= (rate * slot.m[j]!) / (Math.sqrt(slot.v[j]!) + 1e-5);
        }
      });
    }
    for (const [i, { w }] of expected.entries()) {
      const actual = parameters.get(specs[i]!.name).dataSync();
      w.forEach((number, j) => expect(actual[j]).toBeCloseTo(number, 4));
    }
  });
});

describe('losses against hand-worked numbers', () => {
  it('class loss, also where exp would overflow', () => {
    const logits = tf.tensor2d([0, 1, 2, -1], [2, 2]);
    const worked = (Math.log(1 + Math.exp(-1)) + Math.log(1 + Math.exp(3))) / 2;
    expect(value(classLoss(logits, REAL))).toBeCloseTo(worked, 5);
    const extreme = tf.tensor2d([200, -200], [1, 2]);
    expect(value(classLoss(extreme, CORRUPT))).toBeCloseTo(0, 5);
    expect(value(classLoss(extreme, REAL))).toBeCloseTo(400, 3);
  });

  it('mask loss is the binary cross-entropy, 0.693 where nothing is known', () => {
    const mask = tf.tensor4d([1, 0, 0, 1], [1, 2, 2, 1]);
    expect(value(maskLoss(tf.zeros([1, 2, 2, 1]), mask))).toBeCloseTo(Math.LN2, 5);
    const logits = tf.tensor4d([3, -2, 1, 0], [1, 2, 2, 1]);
    const nll = (p: number): number => -Math.log(p);
    const sigmoid = (a: number): number => 1 / (1 + Math.exp(-a));
    const worked = (nll(sigmoid(3)) + nll(sigmoid(2)) + nll(1 - sigmoid(1)) + nll(0.5)) / 4;
    expect(value(maskLoss(logits, mask))).toBeCloseTo(worked, 5);
  });

  it('the repair losses have the gradients that tell them apart when C wins', () => {
    // p = C’s probability of real; d/dlogit is p − 1 for −log p and −p for log(1 − p).
    const slope = (kind: 'non-saturating' | 'minimax'): number => {
      const gradient = tf.grad((logit: tf.Tensor) =>
        repairClassLoss(tf.concat<tf.Tensor2D>([tf.zeros([1, 1]), tf.reshape(logit, [1, 1])], 1), kind),
      );
      return value(gradient(tf.tensor1d([Math.log(0.1 / 0.9)])));
    };
    expect(slope('non-saturating')).toBeCloseTo(-0.9, 4);
    expect(slope('minimax')).toBeCloseTo(-0.1, 4);
  });

  it('the kept-pixel error looks at kept pixels only', () => {
    const image = tf.zeros<tf.Rank.R4>([1, 32, 32, 3]);
    const corrupt = tf.concat<tf.Tensor4D>([tf.fill([1, 32, 16, 3], 2), tf.fill([1, 32, 16, 3], 5)], 2);
    const leftKept = tf.tensor4d([1, 0, 1, 0], [1, 2, 2, 1]);
    expect(value(keptPixelLoss(corrupt, image, leftKept))).toBeCloseTo(4, 4);
    expect(value(keptPixelLoss(corrupt, image, tf.zeros([1, 2, 2, 1])))).toBe(0);
  });
});

describe('the history buffer', () => {
  const batch = (n: number, mark: number) => ({
    images: tf.fill<tf.Rank.R4>([n, 2, 2, 3], mark),
    masks: tf.fill<tf.Rank.R4>([n, 1, 1, 1], mark),
  });
  /** Which batch each image of a mixed batch came from; its mask must come from the same. */
  const marks = ({ images, masks }: { images: tf.Tensor4D; masks: tf.Tensor4D }): number[] => {
    const fromImages = [...tf.mean(images, [1, 2, 3]).dataSync()];
    expect([...tf.reshape(masks, [-1]).dataSync()]).toEqual(fromImages);
    return fromImages;
  };

  it('gives half of a batch back from the past, image and mask together, and keeps to its size', () => {
    const history = new History(5);
    const random = new Random(3);
    expect(marks(history.mix(batch(4, 1), 0.5, random))).toEqual([1, 1, 1, 1]);
    expect(history.size).toBe(2);
    expect(marks(history.mix(batch(4, 2), 0.5, random))).toEqual([2, 2, 1, 1]);
    for (let mark = 3; mark < 9; mark++) {
      const mixed = marks(history.mix(batch(4, mark), 0.5, random));
      expect(mixed.slice(0, 2)).toEqual([mark, mark]);
      expect(mixed.slice(2).every((past) => past < mark)).toBe(true);
    }
    expect(history.size).toBe(5);
    history.dispose();
  });

  it('holds nothing with share 0, the authors’ code', () => {
    const history = new History(5);
    expect(marks(history.mix(batch(3, 1), 0, new Random(1)))).toEqual([1, 1, 1]);
    expect(history.size).toBe(0);
  });
});

describe('the steps give the same numbers on every backend', () => {
  afterAll(async () => void (await tf.setBackend('wasm')));

  async function losses(backend: BackendName, changes: Partial<ArtifactsConfig>): Promise<number[]> {
    await startBackend({ preference: backend });
    const config = makeConfig({ size: 'tiny', theta: 0.5, dropout: 0.3, ...changes });
    const networks = createNetworks(config);
    const random = new Random(5);
    const pixels = Float32Array.from({ length: 4 * 32 * 32 * 3 }, () => random.between(-1, 1));
    const images = tf.tensor4d(pixels, [4, 32, 32, 3]);
    const adam = (letter: 'E' | 'D'): Adam => new Adam(networks[letter], config);
    const rows = [];
    const first = { E: adam('E'), D: adam('D') };
    for (let i = 0; i < 2; i++)
      rows.push(await readMetrics(autoencoderStep(networks, first, config, images, 1e-3)));
    const second = damageRepairState(networks, { ...config, historySize: 8 });
    for (let i = 0; i < 2; i++) {
      const rates = { C: 1e-4, R: 1e-4 };
      rows.push(await readMetrics(damageRepairStep(networks, second, config, images, rates)));
    }
    disposeNetworks(networks);
    return rows.flatMap((row) => Object.values(row));
  }

  it.each([
    ['paper', {}],
    ['authors-code', makeConfig({ preset: 'authors-code', size: 'tiny' })],
    ['3×3 encoder, raw real images, noise fill', { encoderKernel: 3, realInput: 'raw', fill: 'noise' }],
  ] as [string, Partial<ArtifactsConfig>][])('%s', async (_, changes) => {
    const wasm = await losses('wasm', changes);
    const cpu = await losses('cpu', changes);
    expect(wasm.length).toBeGreaterThan(10);
    wasm.forEach((number, i) =>
      expect(Math.abs(number - cpu[i]!)).toBeLessThan(2e-3 * Math.max(1, Math.abs(number))),
    );
  });
});

describe('simultaneous updates', () => {
  it('from one forward pass equal those from two, with fewer convolutions', async () => {
    // With a batch of 4, this share takes no image from the history, but two forward passes.
    const [one, two] = [await updatedWeights(0), await updatedWeights(0.1)];
    expect(one.convolutions).toBeLessThan(two.convolutions);
    expect(one.weights.size).toBeGreaterThan(30);
    for (const [name, values] of one.weights) {
      const reference = two.weights.get(name)!;
      values.forEach((value, i) => expect(Math.abs(value - reference[i]!)).toBeLessThan(1e-5));
    }
  });

  it('leave no tensor behind but their metrics', async () => {
    expect((await updatedWeights(0)).leaked).toBe(0);
    expect((await updatedWeights(0.1)).leaked).toBe(0);
  });

  async function updatedWeights(historyShare: number) {
    const config = makeConfig({ size: 'tiny', theta: 0.5, updateRule: 'simultaneous', historyShare });
    const networks = createNetworks(config);
    const random = new Random(5);
    const images = tf.tensor4d(
      Float32Array.from({ length: 4 * 32 * 32 * 3 }, () => random.between(-1, 1)),
      [4, 32, 32, 3],
    );
    const state = damageRepairState(networks, { ...config, historySize: 8 });
    const before = tf.memory().numTensors;
    const metrics: StepMetrics[] = [];
    const profile = await tf.profile(() => {
      metrics.push(damageRepairStep(networks, state, config, images, { C: 1e-4, R: 1e-4 }));
      return [];
    });
    const convolutions = profile.kernels.filter(({ name }) => name === 'Convolution').length;
    await readMetrics(metrics[0]!);
    const leaked = tf.memory().numTensors - before;
    const weights = new Map(
      [networks.C, networks.R].flatMap((network) =>
        network.specs.map(({ name }) => [name, network.get(name).dataSync()] as const),
      ),
    );
    disposeNetworks(networks);
    return { convolutions, leaked, weights };
  }
});
