/**
 * The gradients that a step applies, read off the change it makes to the weights: Adam with a huge ε is plain
 * gradient descent. So ours, stock's and PyTorch's can be compared without any of them showing its inside.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../src/methods/artifacts/config';
import type { ArtifactNetworks } from '../src/methods/artifacts/networks/artifactNetworks';
import { readNetworks, writeNetworks } from '../src/networks/networks';
import type { PlainTensor } from '../src/networks/parameters';
import { Adam } from '../src/training/adam';
import { autoencoderStep } from '../src/methods/artifacts/training/autoencoderStep';
import { damageRepairState } from '../src/methods/artifacts/training/damageRepairState';
import { damageRepairStep } from '../src/methods/artifacts/training/damageRepairStep';
import { makeStockSteps } from './stock/steps';
import { underStock } from './stock/registry';

const HUGE_EPSILON = 1e6;
const ADAM_BETA2 = 0.999;
/** Makes Adam's first update with that ε w ← w − g. */
const UNIT_RATE = HUGE_EPSILON / Math.sqrt(1 - ADAM_BETA2);

type Values = ReadonlyMap<string, PlainTensor>;

/** Gradients of E and D for the autoencoder's loss, and of R and C for theirs, at the networks' present weights. */
export async function ourGradients(
  networks: ArtifactNetworks,
  config: ArtifactsConfig,
  images: tf.Tensor4D,
): Promise<Map<string, PlainTensor>> {
  const descent = { adamBeta1: 0, adamEpsilon: HUGE_EPSILON, weightDecay: 0 };
  const [E, D] = [networks.E, networks.D].map((one) => new Adam(one, descent));
  const state = damageRepairState(networks, { ...config, ...descent });
  const rates = { C: UNIT_RATE, R: UNIT_RATE };
  return changes(networks, [
    () => tf.dispose({ ...autoencoderStep(networks, { E: E!, D: D! }, config, images, UNIT_RATE) }),
    () => tf.dispose({ ...damageRepairStep(networks, state, config, images, rates) }),
  ]);
}

/** The same from the stock twin. */
export async function stockGradients(
  networks: ArtifactNetworks,
  config: ArtifactsConfig,
  images: tf.Tensor4D,
): Promise<Map<string, PlainTensor>> {
  const steps = makeStockSteps(networks, config, images, () => tf.train.sgd(1));
  return changes(networks, [
    () => underStock(() => tf.dispose(tf.tidy(steps.autoencoder))),
    () => underStock(() => tf.dispose(tf.tidy(() => steps.damageRepair(config.updateRule)))),
  ]);
}

/** What each step takes off the trainable weights; they are put back after each. */
async function changes(
  networks: ArtifactNetworks,
  steps: readonly (() => void)[],
): Promise<Map<string, PlainTensor>> {
  const before = await readNetworks(networks);
  const trainable = new Set(
    [networks.E, networks.D, networks.R, networks.C].flatMap((one) =>
      one.trainable.map(({ spec }) => spec.name),
    ),
  );
  const found = new Map<string, PlainTensor>();
  for (const step of steps) {
    step();
    const after = await readNetworks(networks);
    writeNetworks(networks, before);
    for (const [name, { shape, data }] of before) {
      const change = data.map((value, i) => value - after.get(name)!.data[i]!);
      if (trainable.has(name) && change.some((value) => value !== 0))
        found.set(name, { shape, data: change });
    }
  }
  return found;
}

export interface Disagreement {
  readonly name: string;
  /** Norm of the difference over the norm of ours. */
  readonly relative: number;
}

/** Parameters by how much two sets of gradients differ, worst first; one that a set lacks counts as zero there. */
export function disagreements(ours: Values, theirs: Values): Disagreement[] {
  return [...ours]
    .map(([name, { data }]) => {
      const other = theirs.get(name)?.data;
      const norm = Math.hypot(...blockNorms(data));
      const difference = Math.hypot(...blockNorms(data.map((value, i) => value - (other?.[i] ?? 0))));
      return { name, relative: difference / norm };
    })
    .toSorted((a, b) => b.relative - a.relative);
}

/** Norms of stretches short enough to be arguments of one call. */
function blockNorms(data: Float32Array): number[] {
  const length = 4096;
  return Array.from({ length: Math.ceil(data.length / length) }, (_, i) =>
    Math.sqrt(data.subarray(i * length, (i + 1) * length).reduce((sum, value) => sum + value * value, 0)),
  );
}
