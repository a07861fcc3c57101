/** What a phase needs beside the networks: optimisers, generators, past images. Begun afresh or from a checkpoint. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { TrainingState } from '../checkpoints/checkpoint';
import type { Config } from '../experiments/config';
import { cellsPerSide, SIZES } from '../experiments/sizes';
import type { Networks } from '../networks/networks';
import { assertFit, type PlainTensor } from '../networks/parameters';
import { Adam } from '../training/adam';
import { damageRepairState, disposeState, type DamageRepairState } from '../training/damageRepairState';
import type { History } from '../training/history';
import { noiseSpecs } from '../training/noise';

export interface AutoencoderTraining {
  readonly phase: 'autoencoder';
  readonly optimisers: { readonly E: Adam; readonly D: Adam };
}

export interface RepairTraining extends DamageRepairState {
  readonly phase: 'repair';
}

export type PhaseTraining = AutoencoderTraining | RepairTraining;

const HISTORY = { images: 'history/images', masks: 'history/masks' } as const;

export function beginAutoencoder({ E, D }: Networks, config: Config): AutoencoderTraining {
  return { phase: 'autoencoder', optimisers: { E: new Adam(E, config), D: new Adam(D, config) } };
}

export function beginRepair(networks: Networks, config: Config): RepairTraining {
  return { phase: 'repair', ...damageRepairState(networks, config) };
}

/** The part of a checkpoint's state that differs between the phases. */
export function phaseState(training: PhaseTraining) {
  if (training.phase === 'autoencoder') {
    const { E, D } = training.optimisers;
    return { phase: training.phase, adam: { E: E.step, D: D.step } };
  }
  const { C, R, N } = training.optimisers;
  const { damage, dropout, history, noise } = training.random;
  return {
    phase: training.phase,
    adam: { C: C.step, R: R.step, N: N.step },
    random: {
      damage: [...damage.state],
      dropout: [...dropout.state],
      history: [...history.state],
      noise: [...noise.state],
    },
  };
}

/** Its tensors by the names of a checkpoint, sharing memory with the present ones; the caller disposes them. */
export function phaseTensors(training: PhaseTraining): Map<string, tf.Tensor> {
  const tensors = new Map<string, tf.Tensor>();
  for (const adam of Object.values(training.optimisers)) {
    for (const [name, variable] of adam.moments) tensors.set(name, tf.clone(variable));
  }
  if (training.phase === 'autoencoder') return tensors;
  for (const { name } of training.noise.specs) tensors.set(name, tf.clone(training.noise.get(name)));
  const past = training.history.read();
  if (past) tensors.set(HISTORY.images, past.images).set(HISTORY.masks, past.masks);
  return tensors;
}

/** Goes on where a checkpoint was. Throws one sentence if its tensors do not fit networks and config. */
export function restorePhase(
  networks: Networks,
  config: Config,
  state: TrainingState,
  tensors: ReadonlyMap<string, PlainTensor>,
): PhaseTraining {
  const training =
    state.phase === 'autoencoder'
      ? beginAutoencoder(networks, config)
      : restoreRepair(networks, config, state.random, tensors);
  try {
    const steps: Readonly<Record<string, number | undefined>> = state.adam;
    for (const [letter, adam] of Object.entries(training.optimisers))
      adam.restore(tensors, steps[letter] ?? 0);
    if (training.phase === 'repair') restoreHistory(training.history, config, tensors);
    return training;
  } catch (error) {
    disposeTraining(training);
    throw error;
  }
}

type RepairState = Extract<TrainingState, { phase: 'repair' }>;

function restoreRepair(
  networks: Networks,
  config: Config,
  { damage, dropout, history, noise }: RepairState['random'],
  tensors: ReadonlyMap<string, PlainTensor>,
): RepairTraining {
  const random = {
    damage: Random.fromState(damage),
    dropout: Random.fromState(dropout),
    history: Random.fromState(history),
    // Older checkpoints were made where nothing was drawn from it.
    noise: noise ? Random.fromState(noise) : Random.forPurpose(config.seed, 'noise'),
  };
  assertFit(noiseSpecs(config), tensors);
  return { phase: 'repair', ...damageRepairState(networks, config, random, tensors) };
}

function restoreHistory(history: History, { size }: Config, tensors: ReadonlyMap<string, PlainTensor>): void {
  const [images, masks] = [tensors.get(HISTORY.images), tensors.get(HISTORY.masks)];
  if (!images && !masks) return;
  const count = images?.shape[0] ?? 0;
  const [pixels, cells] = [SIZES[size].pixels, cellsPerSide(size)];
  const specs = [
    { name: HISTORY.images, shape: [count, pixels, pixels, 3] },
    { name: HISTORY.masks, shape: [count, cells, cells, 1] },
  ];
  assertFit(specs, tensors);
  tf.tidy(() => history.restore({ images: tensor4d(images!), masks: tensor4d(masks!) }));
}

function tensor4d({ shape, data }: PlainTensor): tf.Tensor4D {
  return tf.tensor4d(data, shape as [number, number, number, number]);
}

export function disposeTraining(training: PhaseTraining): void {
  if (training.phase === 'repair') return disposeState(training);
  for (const adam of Object.values(training.optimisers)) adam.dispose();
}
