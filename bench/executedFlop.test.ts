/** What cost.ts counts is what a step runs, no more and no less. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ArtifactsConfig } from '../src/methods/artifacts/config';
import { makeConfig } from '../src/experiments/presets';
import { startBackend } from '../src/kernels/backend';
import { SIZES } from '../src/schema/sizes';
import { createNetworks } from '../src/methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../src/networks/networks';
import { noise } from './cases/case';
import { makeOurSteps } from './cases/ourSteps';
import { stepFlop } from './cost';
import { executedFlop } from './executedFlop';

const BATCH = 2;

beforeAll(() => startBackend({ preference: 'wasm' }));

describe.each(['paper', 'authors-code'] as const)('%s', (preset) => {
  const base = { preset, size: 'tiny', batchSize: BATCH } as const;

  it.each(['tiny', 'laptop'] as const)('counts the steps at %s', (size) => {
    const config = makeConfig({ ...base, size });
    for (const step of ['autoencoder', 'damageRepair'] as const) {
      expect(executed(config, step)).toBe(BATCH * stepFlop(config, step));
    }
  });

  it.each([
    ['alternating', 0],
    ['alternating', 0.5],
    ['simultaneous', 0],
    ['simultaneous', 0.5],
  ] as const)('counts the %s damage & repair step with history %d', (updateRule, historyShare) => {
    const config = makeConfig({ ...base, updateRule, historyShare });
    expect(executed(config, 'damageRepair')).toBe(BATCH * stepFlop(config, 'damageRepair'));
  });
});

const VARIANTS: Readonly<Record<string, Partial<ArtifactsConfig>>> = {
  'local repair': { repairPlacement: 'local' },
  'no repair': { fakes: 'damaged' },
  'a standard GAN': { fakes: 'generated' },
  'raw real images': { realInput: 'raw' },
  'clean and noisy copies, σ learnt': { noise: 'both', noiseLearnt: true },
  'noise on half of the batch': { noise: 'half' },
  'separate statistics': { normStatistics: 'separate', discriminatorNorm: 'conv5+fc1' },
};

describe.each(['paper', 'authors-code'] as const)('%s with', (preset) => {
  it.each(Object.entries(VARIANTS))('%s: counts the damage & repair step', (_, changes) => {
    const config = makeConfig({ preset, size: 'tiny', batchSize: BATCH, ...changes });
    expect(executed(config, 'damageRepair')).toBe(BATCH * stepFlop(config, 'damageRepair'));
  });
});

function executed(config: ArtifactsConfig, step: 'autoencoder' | 'damageRepair'): number {
  const networks = createNetworks(config);
  const { pixels } = SIZES[config.size];
  const images = noise([config.batchSize, pixels, pixels, 3]) as tf.Tensor4D;
  const steps = makeOurSteps(networks, config, images);
  const flop = executedFlop(() => {
    tf.dispose(tf.tidy(step === 'autoencoder' ? steps.autoencoder : steps.damageRepair(config.updateRule)));
  });
  steps.dispose();
  disposeNetworks(networks);
  return flop;
}
