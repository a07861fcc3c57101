/** Whole training steps and optimiser updates, on real networks and noise for images. */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../../src/methods/artifacts/config';
import { makeConfig } from '../../src/experiments/presets';
import { SIZES, type SizeName } from '../../src/schema/sizes';
import { createNetworks } from '../../src/methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../../src/networks/networks';
import type { Parameters } from '../../src/networks/parameters';
import { Adam } from '../../src/training/adam';
import { stepFlop } from '../cost';
import { makeStockSteps } from '../stock/steps';
import type { Case } from '../timing';
import { noise } from './case';
import { makeOurSteps } from './ourSteps';

const RATE = 1e-4;
const ADAM_TENSORS = 7; // reads w, g, m, v; writes w, m, v
const FLOAT = 4;

/** The paper's preset without history, which is bookkeeping that neither twin has. */
export function benchConfig(
  size: SizeName,
  batchSize: number,
  updateRule: ArtifactsConfig['updateRule'] = 'alternating',
): ArtifactsConfig {
  return makeConfig({ size, batchSize, updateRule, historyShare: 0 });
}

export interface StepCases {
  readonly cases: readonly Case[];
  /** Runs each of our steps once, by name: for a profile. */
  readonly ours: ReadonlyMap<string, () => tf.Tensor>;
  readonly dispose: () => void;
}

export const AUTOENCODER = 'autoencoder step';
export const ALTERNATING = 'GAN step, alternating';
export const SIMULTANEOUS = 'GAN step, simultaneous';

/** The networks and optimisers live until `dispose`. Ours and stock train the same weights, in turn. */
export function stepCases(size: SizeName, batch: number): StepCases {
  const config = benchConfig(size, batch);
  const networks = createNetworks(config);
  const images = noise([batch, SIZES[size].pixels, SIZES[size].pixels, 3]) as tf.Tensor4D;
  const { autoencoder, damageRepair, dispose } = makeOurSteps(networks, config, images);
  const ours = new Map([
    [AUTOENCODER, autoencoder],
    [ALTERNATING, damageRepair('alternating')],
    [SIMULTANEOUS, damageRepair('simultaneous')],
  ]);
  const stock = makeStockSteps(networks, config, images);
  const step = (
    name: string,
    kind: 'autoencoder' | 'damageRepair',
    rule: ArtifactsConfig['updateRule'],
    detail: string,
    run: () => tf.Tensor,
  ): Case => ({
    name,
    kind: 'step',
    detail,
    flop: batch * stepFlop(benchConfig(size, batch, rule), kind),
    bytes: null,
    prepare: () => ({
      ours: ours.get(name)!,
      stock: run,
      dispose: () => undefined,
    }),
  });
  return {
    cases: [
      step(AUTOENCODER, 'autoencoder', 'alternating', 'update of E and D', stock.autoencoder),
      step(ALTERNATING, 'damageRepair', 'alternating', 'update of C, then of R', () =>
        stock.damageRepair('alternating'),
      ),
      step(SIMULTANEOUS, 'damageRepair', 'simultaneous', 'updates of C and R at once', () =>
        stock.damageRepair('simultaneous'),
      ),
      adamCase('R', networks.R, config),
      adamCase('C', networks.C, config),
    ],
    ours,
    dispose: () => {
      dispose();
      stock.dispose();
      disposeNetworks(networks);
      images.dispose();
    },
  };
}

/** One update of all of a network's weights. */
function adamCase(letter: string, parameters: Parameters, config: ArtifactsConfig): Case {
  const { trainable, trainableCount } = parameters;
  return {
    name: `Adam over ${letter}`,
    kind: 'operation',
    detail: `${trainableCount} weights`,
    flop: null,
    bytes: trainableCount * ADAM_TENSORS * FLOAT,
    prepare: () => {
      const gradients = Object.fromEntries(
        trainable.map(({ variable }) => [variable.name, noise(variable.shape)]),
      );
      const copies = (): tf.NamedTensorMap =>
        Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, tf.clone(g)]));
      const ours = new Adam(parameters, config);
      const stock = tf.train.adam(RATE, config.adamBeta1, 0.999, config.adamEpsilon);
      const last = (): tf.Tensor => tf.clone(trainable.at(-1)!.variable);
      return {
        ours: () => {
          ours.apply(copies(), RATE);
          return last();
        },
        stock: () => {
          stock.applyGradients(Object.entries(copies()).map(([name, tensor]) => ({ name, tensor })));
          return last();
        },
        dispose: () => {
          ours.dispose();
          stock.dispose();
          tf.dispose(gradients);
        },
      };
    },
  };
}
