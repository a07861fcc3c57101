/** Noise before C: what C is shown, and the gradient of a learnt σ. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { makeConfig } from '../../../experiments/presets';
import type { ArtifactsConfig } from '../config';
import { startBackend } from '../../../kernels/backend';
import { discriminateParts } from '../networks/discriminator';
import { createNetworks } from '../networks/artifactNetworks';
import { disposeNetworks } from '../../../networks/networks';
import { Parameters } from '../../../networks/parameters';
import { damageRepairState, disposeState } from './damageRepairState';
import { damageRepairStep } from './damageRepairStep';
import { noiseSpecs, withNoise } from './noise';
import { discriminatorObjective, verdictsOf } from './objectives';
import { readMetrics } from '../../../training/stepMetrics';

beforeAll(async () => void (await startBackend({ preference: 'wasm' })));

const images = (n: number, seed: number): tf.Tensor4D => {
  const random = new Random(seed);
  const values = Float32Array.from({ length: n * 32 * 32 * 3 }, () => random.between(-1, 1));
  return tf.tensor4d(values, [n, 32, 32, 3]);
};

const parametersOf = (config: ArtifactsConfig): Parameters =>
  new Parameters(noiseSpecs(config), new Random(0));

describe('what C is shown', () => {
  it.each([
    ['none', [0, 0, 0, 0]],
    ['all', [1, 1, 1, 1]],
    ['both', [0, 0, 0, 0, 1, 1, 1, 1]],
    ['half', [0, 0, 1, 1]],
  ] as const)('%s: noise of deviation σ on the images marked 1', (noise, marks) => {
    const config = makeConfig({ noise, noiseSigma: 0.3 });
    const clean = images(4, 1);
    const shown = withNoise(clean, config, parametersOf(config), new Random(2));
    expect(shown.shape[0]).toBe(marks.length);
    const copies = tf.tile(clean, [marks.length / 4, 1, 1, 1]);
    const deviations = tf.sqrt(tf.mean(tf.squaredDifference(shown, copies), [1, 2, 3])).dataSync();
    // 3072 numbers each: a relative error of 1/√6144.
    marks.forEach((mark, i) => expect(deviations[i]! / 0.3).toBeCloseTo(mark, 1));
  });
});

describe('a learnt σ', () => {
  const config = makeConfig({ size: 'tiny', noise: 'both', noiseLearnt: true, noiseSigma: 0.4 });

  it('has the gradient of C’s objective that finite differences give', () => {
    const networks = createNetworks(config);
    const N = parametersOf(config);
    const sigma = N.get<tf.Rank.R1>('N/sigma');
    const [real, corrupt] = [images(4, 1), images(4, 2)];
    const mask: tf.Tensor4D = tf.ones([4, 2, 2, 1]);
    const objective = (): tf.Scalar => {
      const random = new Random(9);
      const parts = [real, corrupt].map((part) => withNoise(part, config, N, random));
      const joint = discriminateParts(networks.C, config, [tf.concat(parts, 0)], 'batch', null);
      return discriminatorObjective(verdictsOf(joint, 8), mask, config).objective;
    };
    const gradient = tf.variableGrads(objective, [sigma]).grads[sigma.name]!.dataSync()[0]!;
    const at = (value: number): number => {
      sigma.assign(tf.tensor1d([value]));
      return objective().dataSync()[0]!;
    };
    // Small, because C is made of kinks.
    const step = 5e-4;
    const difference = (at(0.4 + step) - at(0.4 - step)) / (2 * step);
    expect(Math.abs(gradient)).toBeGreaterThan(1e-3);
    expect(Math.abs(gradient - difference)).toBeLessThan(0.05 * Math.abs(gradient) + 1e-3);
    disposeNetworks(networks);
  });

  it('shrinks under a large penalty, moves under none, and is none where it is not learnt', async () => {
    const after = async (changes: Partial<ArtifactsConfig>): Promise<number | null> => {
      const changed = { ...config, ...changes };
      const networks = createNetworks(changed);
      const state = damageRepairState(networks, changed);
      let logged: number | undefined;
      for (let i = 0; i < 3; i++) {
        const metrics = damageRepairStep(networks, state, changed, images(4, i), { C: 1e-3, R: 1e-3 });
        const values = await readMetrics(metrics);
        expect(Object.values(values).every(Number.isFinite)).toBe(true);
        logged = values.noiseSigma;
      }
      const sigma = state.noise.has('N/sigma') ? state.noise.get('N/sigma').dataSync()[0]! : null;
      expect(logged ?? null).toBe(sigma);
      disposeState(state);
      disposeNetworks(networks);
      return sigma;
    };
    expect(await after({ noisePenalty: 100 })).toBeLessThan(0.4);
    expect(await after({ noisePenalty: 0, maskWeight: 0 })).not.toBe(0.4);
    expect(await after({ noiseLearnt: false })).toBeNull();
  });
});

it('separate statistics equal judging real and corrupt images by themselves', () => {
  const config = makeConfig({ size: 'tiny', normStatistics: 'separate', discriminatorNorm: 'conv5+fc1' });
  const networks = createNetworks(config);
  const parts = [images(3, 1), images(3, 2)];
  const together = discriminateParts(networks.C, config, parts, 'batch', null);
  const joint = { ...config, normStatistics: 'joint' as const };
  const alone = parts.map((part) => discriminateParts(networks.C, joint, [part], 'batch', null));
  for (const head of ['classLogits', 'maskLogits'] as const) {
    const expected = alone.flatMap((verdict) => [...verdict[head].dataSync()]);
    const actual = [...together[head].dataSync()];
    actual.forEach((logit, i) => expect(logit).toBeCloseTo(expected[i]!, 4));
    const mixed = [...discriminateParts(networks.C, joint, parts, 'batch', null)[head].dataSync()];
    expect(mixed.some((logit, i) => Math.abs(logit - expected[i]!) > 1e-3)).toBe(true);
  }
  disposeNetworks(networks);
});
