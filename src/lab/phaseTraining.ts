/** A phase’s work: begun afresh, or where a checkpoint was. */
import { Random } from '../base/random';
import type { TrainingState } from '../checkpoints/checkpoint';
import type { Config } from '../experiments/config';
import { aboutPhase, type Phase } from '../experiments/phases';
import type { Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { disposeWork, restoreWork, workState, type PhaseWork } from '../training/phaseWork';
import { methodOf } from './works';

/** What the present phase of a run needs beside the networks. */
export interface PhaseTraining {
  readonly phase: Phase;
  readonly work: PhaseWork;
}

export function beginPhase(phase: Phase, networks: Networks, config: Config): PhaseTraining {
  const random = drawnFor(phase, (purpose) => Random.forPurpose(config.seed, purpose));
  return { phase, work: methodOf(config).begin(phase, networks, config, { random, values: null }) };
}

/** The part of a checkpoint's state that differs between the phases. */
export function phaseState({ phase, work }: PhaseTraining): Pick<TrainingState, 'phase' | 'adam' | 'random'> {
  const { adam, random } = workState(work);
  return { phase, adam, ...(Object.keys(random).length > 0 && { random }) };
}

/** Goes on where a checkpoint was. Throws one sentence if its tensors do not fit networks and config. */
export function restorePhase(
  networks: Networks,
  config: Config,
  { phase, adam, random: states = {} }: TrainingState,
  tensors: ReadonlyMap<string, PlainTensor>,
): PhaseTraining {
  // Older checkpoints lack generators that nothing was drawn from.
  const random = drawnFor(phase, (purpose) => {
    const state = states[purpose];
    return state ? Random.fromState(state) : Random.forPurpose(config.seed, purpose);
  });
  const work = methodOf(config).begin(phase, networks, config, { random, values: tensors });
  try {
    restoreWork(work, adam, tensors);
    return { phase, work };
  } catch (error) {
    disposeWork(work);
    throw error;
  }
}

/** One for each purpose that the phase draws for. */
export function drawnFor<T>(phase: Phase, of: (purpose: string) => T): Record<string, T> {
  return Object.fromEntries(aboutPhase(phase).draws.map((purpose) => [purpose, of(purpose)]));
}
