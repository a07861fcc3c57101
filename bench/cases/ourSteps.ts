/** Our training steps, each ready to run by itself. */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../../src/methods/artifacts/config';
import type { ArtifactNetworks } from '../../src/methods/artifacts/networks/artifactNetworks';
import { Adam } from '../../src/training/adam';
import { autoencoderStep } from '../../src/methods/artifacts/training/autoencoderStep';
import { damageRepairState, disposeState } from '../../src/methods/artifacts/training/damageRepairState';
import { damageRepairStep } from '../../src/methods/artifacts/training/damageRepairStep';
import type { StepMetrics } from '../../src/training/stepMetrics';

const RATE = 1e-4;

export interface OurSteps {
  /** Each updates the networks' weights and returns one metric. */
  readonly autoencoder: () => tf.Tensor;
  readonly damageRepair: (rule: ArtifactsConfig['updateRule']) => () => tf.Tensor;
  readonly dispose: () => void;
}

/** @param images [n, p, p, 3] in [−1, 1]; the networks stay the caller's */
export function makeOurSteps(
  networks: ArtifactNetworks,
  config: ArtifactsConfig,
  images: tf.Tensor4D,
): OurSteps {
  const { E, D } = networks;
  const optimisers = {
    E: new Adam(E, config),
    D: new Adam(D, config),
  };
  const state = damageRepairState(networks, config);
  return {
    autoencoder: () => onlyLast(autoencoderStep(networks, optimisers, config, images, RATE)),
    damageRepair: (updateRule) => () =>
      onlyLast(damageRepairStep(networks, state, { ...config, updateRule }, images, { C: RATE, R: RATE })),
    dispose: () => {
      for (const optimiser of Object.values(optimisers)) optimiser.dispose();
      disposeState(state);
    },
  };
}

/** Metrics are kept beyond a tidy; of those a step returns, the last is as good as any to wait for. */
function onlyLast(metrics: StepMetrics): tf.Tensor {
  const scalars = Object.values(metrics);
  const last = tf.clone(scalars.at(-1)!);
  tf.dispose(scalars);
  return last;
}
