/** What a phase needs beside the networks: optimisers, generators, past images. Begun afresh or from a checkpoint. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { TrainingState } from '../checkpoints/checkpoint';
import type { Config } from '../experiments/config';
import type { Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { Adam } from '../training/adam';
import type { DamageRepairState } from '../training/damageRepairStep';
import { History } from '../training/history';

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
  const random = (purpose: string): Random => Random.forPurpose(config.seed, purpose);
  return repairTraining(networks, config, {
    damage: random('damage'),
    dropout: random('dropout'),
    history: random('history'),
  });
}

function repairTraining(
  { C, R }: Networks,
  config: Config,
  random: RepairTraining['random'],
): RepairTraining {
  return {
    phase: 'repair',
    optimisers: { C: new Adam(C, config), R: new Adam(R, config) },
    history: new History(config.historySize),
    random,
  };
}

/** The part of a checkpoint's state that differs between the phases. */
export function phaseState(training: PhaseTraining) {
  if (training.phase === 'autoencoder') {
    const { E, D } = training.optimisers;
    return { phase: training.phase, adam: { E: E.step, D: D.step } };
  }
  const { C, R } = training.optimisers;
  const { damage, dropout, history } = training.random;
  return {
    phase: training.phase,
    adam: { C: C.step, R: R.step },
    random: { damage: [...damage.state], dropout: [...dropout.state], history: [...history.state] },
  };
}

/** Its tensors by the names of a checkpoint, sharing memory with the present ones; the caller disposes them. */
export function phaseTensors(training: PhaseTraining): Map<string, tf.Tensor> {
  const tensors = new Map<string, tf.Tensor>();
  for (const adam of Object.values(training.optimisers)) {
    for (const [name, variable] of adam.moments) tensors.set(name, tf.clone(variable));
  }
  const past = training.phase === 'repair' ? training.history.read() : null;
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
      : repairTraining(networks, config, {
          damage: Random.fromState(state.random.damage),
          dropout: Random.fromState(state.random.dropout),
          history: Random.fromState(state.random.history),
        });
  try {
    const steps: Readonly<Record<string, number>> = state.adam;
    for (const [letter, adam] of Object.entries(training.optimisers)) adam.restore(tensors, steps[letter]!);
    if (training.phase === 'repair') restoreHistory(training.history, tensors);
    return training;
  } catch (error) {
    disposeTraining(training);
    throw error;
  }
}

function restoreHistory(history: History, tensors: ReadonlyMap<string, PlainTensor>): void {
  const [images, masks] = [tensors.get(HISTORY.images), tensors.get(HISTORY.masks)];
  if (!images || !masks) return;
  tf.tidy(() => history.restore({ images: tensor4d(images), masks: tensor4d(masks) }));
}

function tensor4d({ shape, data }: PlainTensor): tf.Tensor4D {
  return tf.tensor4d(data, shape as [number, number, number, number]);
}

export function disposeTraining(training: PhaseTraining): void {
  for (const adam of Object.values(training.optimisers)) adam.dispose();
  if (training.phase === 'repair') training.history.dispose();
}
