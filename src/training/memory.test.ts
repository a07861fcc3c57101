/** What is foretold against what tfjs counts while a step runs. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactsConfig } from '../methods/artifacts/config';
import { makeConfig } from '../experiments/presets';
import { SIZES } from '../schema/sizes';
import { startBackend } from '../kernels/backend';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../networks/networks';
import { artifacts } from '../methods/artifacts/method';
import { Adam } from './adam';
import { autoencoderStep } from '../methods/artifacts/training/autoencoderStep';
import { damageRepairState, disposeState } from '../methods/artifacts/training/damageRepairState';
import { damageRepairStep } from '../methods/artifacts/training/damageRepairStep';
import { assertFits, largestBatch, memoryNeed, phaseNeed, withCap } from './memory';

const TOLERANCE = 0.2;

beforeAll(() => startBackend({ preference: 'wasm' }));

async function peak(step: () => tf.NamedTensorMap): Promise<number> {
  const { peakBytes } = await tf.profile(() => {
    tf.dispose(step());
    return [];
  });
  return peakBytes;
}

async function peaks(config: ArtifactsConfig) {
  const others = tf.memory().numBytes;
  const networks = createNetworks(config);
  const { pixels } = SIZES[config.size];
  const images: tf.Tensor4D = tf.randomUniform([config.batchSize, pixels, pixels, 3], -1, 1, 'float32', 1);
  const adam = (letter: 'E' | 'D') => new Adam(networks[letter], config);
  const first = { E: adam('E'), D: adam('D') };
  const autoencoder = await peak(() => ({ ...autoencoderStep(networks, first, config, images, 1e-4) }));
  first.E.dispose();
  first.D.dispose();
  const state = damageRepairState(networks, { ...config, historySize: 1 });
  const rates = { C: 1e-4, R: 1e-4 };
  const repair = await peak(() => ({ ...damageRepairStep(networks, state, config, images, rates) }));
  disposeNetworks(networks);
  disposeState(state);
  images.dispose();
  return { autoencoder: autoencoder - others, repair: repair - others };
}

describe('the memory that training needs', () => {
  it.each([
    ['tiny', 8, 'paper'],
    ['small', 4, 'paper'],
    ['small', 8, 'authors-code'],
    ['small', 4, 'paper', { repairPlacement: 'local' }],
    ['small', 4, 'paper', { fakes: 'damaged' }],
    ['small', 4, 'paper', { fakes: 'generated' }],
    ['laptop', 4, 'paper'],
    ['laptop', 4, 'authors-code', { fakes: 'damaged' }],
    ['laptop', 4, 'paper', { fakes: 'generated' }],
    ['small', 4, 'paper', { noise: 'both', noiseLearnt: true }],
  ] as const)(
    'is foretold at %s with a batch of %d (%s, %j)',
    async (size, batchSize, preset, changes?: Partial<ArtifactsConfig>) => {
      const config = makeConfig({ size, batchSize, preset, ...changes });
      const measured = await peaks(config);
      for (const phase of ['autoencoder', 'repair'] as const) {
        const ratio = phaseNeed(artifacts, config, phase).bytes / measured[phase];
        expect([phase, Math.abs(ratio - 1) < TOLERANCE, ratio]).toEqual([phase, true, ratio]);
      }
    },
  );

  it('is held against what a person allows, and the sentence says so', () => {
    const config = makeConfig({ size: 'small', batchSize: 32 });
    const { bytes } = memoryNeed(artifacts, config);
    const machine = { memory: 2 ** 32, tensor: 2 ** 32 };
    expect(() => assertFits(artifacts, config, withCap(machine, null))).not.toThrow();
    expect(() => assertFits(artifacts, config, withCap(machine, bytes))).not.toThrow();
    expect(() => assertFits(artifacts, config, withCap(machine, bytes - 1))).toThrow(
      /^A batch of 32 at size “small” needs about [\d.]+ [MG]B, and you allow [\d.]+ [MG]B: the largest that fits is 31\.$/,
    );
    // Where nobody tells how much there is, and where a person allows more than there is.
    expect(() => assertFits(artifacts, config, withCap(undefined, 2 ** 20))).toThrow(
      /you allow 1 MB: take a smaller size\.$/,
    );
    expect(withCap(machine, 2 ** 33)).toEqual(machine);
    expect(() => assertFits(artifacts, config, { memory: null, tensor: 2 ** 20 })).toThrow(
      /one tensor of it is larger/,
    );
  });

  it('gives the largest batch within limits, and none where not even two images fit', () => {
    const config = makeConfig({ size: 'stl10' });
    const limits = { memory: 2 ** 32, tensor: 2 ** 32 };
    const batchSize = largestBatch(artifacts, config, limits);
    expect(memoryNeed(artifacts, { ...config, batchSize }).bytes).toBeLessThanOrEqual(limits.memory);
    expect(memoryNeed(artifacts, { ...config, batchSize: batchSize + 1 }).bytes).toBeGreaterThan(
      limits.memory,
    );
    expect(largestBatch(artifacts, config, { memory: null, tensor: 2 ** 20 })).toBe(0);
    expect(largestBatch(artifacts, makeConfig({ size: 'tiny' }), { memory: null, tensor: null })).toBe(512);
  });
});
