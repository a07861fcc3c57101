/** The two real training steps on random images. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../src/base/random';
import type { Config } from '../src/experiments/config';
import { SIZES } from '../src/experiments/sizes';
import { createNetworks, disposeNetworks } from '../src/networks/networks';
import { Adam } from '../src/training/adam';
import { autoencoderStep } from '../src/training/autoencoderStep';
import { damageRepairStep } from '../src/training/damageRepairStep';
import { History } from '../src/training/history';
import { readMetrics, type StepMetrics } from '../src/training/stepMetrics';

export interface Steps {
  readonly autoencoder: () => StepMetrics;
  readonly damageRepair: () => StepMetrics;
  dispose(): void;
}

/** Both steps at one size, ready to be called; the networks are real, the images uniform noise. */
export function makeSteps(config: Config): Steps {
  const networks = createNetworks(config);
  const { E, D, R, C } = networks;
  const optimisers = {
    E: new Adam(E, config),
    D: new Adam(D, config),
    R: new Adam(R, config),
    C: new Adam(C, config),
  };
  const history = new History(config.historySize);
  const random = {
    damage: Random.forPurpose(config.seed, 'damage'),
    dropout: Random.forPurpose(config.seed, 'dropout'),
    history: Random.forPurpose(config.seed, 'history'),
  };
  const { pixels } = SIZES[config.size];
  const images = tf.randomUniform<tf.Rank.R4>([config.batchSize, pixels, pixels, 3], -1, 1, 'float32', 1);
  return {
    autoencoder: () => autoencoderStep(networks, optimisers, config, images, 1e-4),
    damageRepair: () =>
      damageRepairStep(networks, { optimisers, history, random }, config, images, { C: 1e-4, R: 1e-4 }),
    dispose: () => {
      disposeNetworks(networks);
      Object.values(optimisers).forEach((optimiser) => {
        optimiser.dispose();
      });
      history.dispose();
      images.dispose();
    },
  };
}

/** Runs a step and waits until its metrics have been read. */
export async function finishStep(step: () => StepMetrics): Promise<void> {
  await readMetrics(step());
}
