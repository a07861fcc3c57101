/**
 * Settings of a run that change between two of its steps. What a config says of the past stays true: how long phase
 * one was and at what rate it learnt can no longer change once it is over, and no phase is shorter than what it has done.
 */
import { configDifference, isHot, MOST_STEPS, phaseSteps, type Config, type ConfigKey } from './config';
import { aboutPhase, type Phase } from './phases';
import type { Position } from './position';

type BudgetInSteps = Pick<Config, 'budget' | 'aeSteps' | 'ganSteps'>;

/** The budgets of both phases in steps, whichever way they are given. */
export function budgetInSteps(config: Config, imageCount: number): BudgetInSteps {
  const steps = (phase: Phase): number => Math.min(MOST_STEPS, phaseSteps(config, phase, imageCount));
  return { budget: 'steps', aeSteps: steps('autoencoder'), ganSteps: steps('repair') };
}

/**
 * The config of a run after changes between two steps. A budget below the steps that its phase has done becomes those
 * steps: the phase ends there. A budget in epochs may be changed to one in steps; what is not given keeps its length.
 *
 * @throws Error of one sentence that names a field which may not change within a run, or no longer
 */
export function retuned(config: Config, changes: Partial<Config>, at: Position, imageCount: number): Config {
  const toSteps = config.budget === 'epochs' && changes.budget === 'steps';
  const before = toSteps ? { ...config, ...budgetInSteps(config, imageCount) } : config;
  const after = { ...before, ...changes };
  const cold = configDifference(before, after).find((key) => !isHot(key, at.phase));
  if (cold) throw new Error(refusal(cold, before[cold]));
  if (phaseSteps(after, at.phase, imageCount) >= Math.max(1, at.step)) return after;
  return { ...after, ...budgetInSteps(after, imageCount), [aboutPhase(at.phase).budget.steps]: at.step };
}

function refusal(key: ConfigKey, value: Config[ConfigKey]): string {
  return isHot(key, 'autoencoder')
    ? `Phase one is over: ${key} stays ${String(value)} in this run.`
    : `${key} is ${String(value)} in this run and cannot change within it: it takes effect only on restart.`;
}

/**
 * Ends phase one at the step that it has reached.
 *
 * @throws Error of one sentence where there is no phase one to end
 */
export function endOfPhaseOne(config: Config, at: Position, imageCount: number): Partial<Config> {
  if (at.phase !== 'autoencoder') throw new Error('Phase one is over already.');
  if (at.step === 0) throw new Error('Phase one has not taken a step yet.');
  return { ...budgetInSteps(config, imageCount), aeSteps: at.step };
}

/**
 * So many more steps of phase two than it has now.
 *
 * @throws Error of one sentence where a phase cannot last so long
 */
export function moreSteps(config: Config, steps: number, imageCount: number): Partial<Config> {
  const budget = budgetInSteps(config, imageCount);
  const ganSteps = budget.ganSteps + steps;
  if (ganSteps > MOST_STEPS) throw new Error(`A phase lasts ${MOST_STEPS} steps at most.`);
  return { ...budget, ganSteps };
}
