/**
 * Settings of a run that change between two of its steps. What a config says of the past stays true: how long a phase
 * was and at what rate it learnt can no longer change once it is over, and no phase is shorter than what it has done.
 */
import { numberWord } from '../base/counted';
import {
  changed,
  configDifference,
  isHot,
  MOST_STEPS,
  phaseSteps,
  valueOf,
  type Changes,
  type Config,
  type ConfigKey,
} from './config';
import { aboutPhase, phaseAfter, phaseNumber, phasesOf } from './phases';
import type { Position } from './position';

/** The budgets of all phases in steps, whichever way they are given. */
export function budgetInSteps(config: Config, imageCount: number): Changes {
  const steps = phasesOf(config).map(({ id, budget }) => [
    budget.steps,
    Math.min(MOST_STEPS, phaseSteps(config, id, imageCount)),
  ]);
  return { budget: 'steps', ...(Object.fromEntries(steps) as Record<string, number>) };
}

/**
 * The config of a run after changes between two steps. A budget below the steps that its phase has done becomes those
 * steps: the phase ends there. A budget in epochs may be changed to one in steps; what is not given keeps its length.
 *
 * @throws Error of one sentence that names a field which may not change within a run, or no longer
 */
export function retuned<C extends Config>(config: C, changes: Changes, at: Position, imageCount: number): C {
  const toSteps = config.budget === 'epochs' && changes.budget === 'steps';
  const before = toSteps ? changed(config, budgetInSteps(config, imageCount)) : config;
  const after = changed(before, changes);
  const cold = configDifference(before, after).find((key) => !isHot(config, key, at.phase));
  if (cold) throw new Error(refusal(before, cold));
  if (phaseSteps(after, at.phase, imageCount) >= Math.max(1, at.step)) return after;
  return changed(after, {
    ...budgetInSteps(after, imageCount),
    [aboutPhase(at.phase).budget.steps]: at.step,
  });
}

function refusal(config: Config, key: ConfigKey): string {
  const value = String(valueOf(config, key));
  const until = phasesOf(config).find(({ id }) => isHot(config, key, id));
  return until
    ? `Phase ${numberWord(phaseNumber(until.id))} is over: ${key} stays ${value} in this run.`
    : `${key} is ${value} in this run and cannot change within it: it takes effect only on restart.`;
}

/**
 * Ends a phase, that is not the last, at the step that it has reached.
 *
 * @throws Error of one sentence where there is no such phase to end
 */
export function endOfPhase(config: Config, at: Position, imageCount: number): Changes {
  const number = phaseNumber(at.phase);
  if (phaseAfter(at.phase) === null) {
    throw new Error(
      number > 1 ? `Phase ${numberWord(number - 1)} is over already.` : 'The run has one phase only.',
    );
  }
  if (at.step === 0) throw new Error(`Phase ${numberWord(number)} has not taken a step yet.`);
  return { ...budgetInSteps(config, imageCount), [aboutPhase(at.phase).budget.steps]: at.step };
}

/**
 * So many more steps of the last phase than it has now.
 *
 * @throws Error of one sentence where a phase cannot last so long
 */
export function moreSteps(config: Config, steps: number, imageCount: number): Changes {
  const budget = budgetInSteps(config, imageCount);
  const key = phasesOf(config).at(-1)!.budget.steps as ConfigKey;
  const longer = Number(budget[key]) + steps;
  if (longer > MOST_STEPS) throw new Error(`A phase lasts ${MOST_STEPS} steps at most.`);
  return { ...budget, [key]: longer };
}
