/** The phases’ work: begun afresh, or where a checkpoint was. */
import { Random } from '../base/random';
import type { TrainingState } from '../checkpoints/checkpoint';
import type { Config } from '../experiments/config';
import { aboutPhase, type Phase } from '../experiments/phases';
import { cellsPerSide, SIZES } from '../experiments/sizes';
import type { Networks } from '../networks/networks';
import { assertFit, type PlainTensor } from '../networks/parameters';
import { Adam } from '../training/adam';
import {
  damageRepairState,
  type DamageRepairRandom,
  type DamageRepairState,
} from '../training/damageRepairState';
import { noiseSpecs } from '../training/noise';
import { disposeWork, restoreWork, workState, type PhaseWork } from '../training/phaseWork';

export interface AutoencoderTraining extends PhaseWork {
  readonly phase: 'autoencoder';
  readonly optimisers: { readonly E: Adam; readonly D: Adam };
}

export interface RepairTraining extends Omit<PhaseWork, 'optimisers' | 'random'>, DamageRepairState {
  readonly phase: 'repair';
}

export type PhaseTraining = AutoencoderTraining | RepairTraining;

/** @param random by the purposes that the phase draws for; by default as the seed gives them */
export function beginPhase(
  phase: Phase,
  networks: Networks,
  config: Config,
  random = drawnFor(phase, (purpose) => Random.forPurpose(config.seed, purpose)),
  values?: ReadonlyMap<string, PlainTensor>,
): PhaseTraining {
  if (phase === 'autoencoder') {
    const optimisers = { E: new Adam(networks.E, config), D: new Adam(networks.D, config) };
    return { phase, optimisers, random, extra: null, buffers: {} };
  }
  const state = damageRepairState(
    networks,
    config,
    random as Record<keyof DamageRepairRandom, Random>,
    values,
  );
  const [pixels, cells] = [SIZES[config.size].pixels, cellsPerSide(config.size)];
  const shapes = { images: [pixels, pixels, 3], masks: [cells, cells, 1] };
  return { phase, ...state, extra: state.noise, buffers: { history: { buffer: state.history, shapes } } };
}

/** The part of a checkpoint's state that differs between the phases. */
export function phaseState(training: PhaseTraining): Pick<TrainingState, 'phase' | 'adam' | 'random'> {
  const { adam, random } = workState(training);
  return { phase: training.phase, adam, ...(Object.keys(random).length > 0 && { random }) };
}

/** Goes on where a checkpoint was. Throws one sentence if its tensors do not fit networks and config. */
export function restorePhase(
  networks: Networks,
  config: Config,
  { phase, adam, random = {} }: TrainingState,
  tensors: ReadonlyMap<string, PlainTensor>,
): PhaseTraining {
  // Older checkpoints lack generators that nothing was drawn from.
  const drawn = drawnFor(phase, (purpose) => {
    const state = random[purpose];
    return state ? Random.fromState(state) : Random.forPurpose(config.seed, purpose);
  });
  if (phase === 'repair') assertFit(noiseSpecs(config), tensors);
  const training = beginPhase(phase, networks, config, drawn, tensors);
  try {
    restoreWork(training, adam, tensors);
    return training;
  } catch (error) {
    disposeWork(training);
    throw error;
  }
}

/** One for each purpose that the phase draws for. */
export function drawnFor<T>(phase: Phase, of: (purpose: string) => T): Record<string, T> {
  return Object.fromEntries(aboutPhase(phase).draws.map((purpose) => [purpose, of(purpose)]));
}
