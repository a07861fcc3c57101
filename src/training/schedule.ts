import type { Config } from '../experiments/config';

/**
 * Linear decay from `start` to `learningRateFloor`·start, reached at `learningRateDecayEnd` of the steps and held
 * from there on. A function of the step and of the settings as they are, and of nothing before: where the budget or the
 * start of a run changes, the next step has the rate that it would have had with them from the first one. A resumed run
 * therefore needs to know no more than its step.
 *
 * @param step steps done before this one, from 0
 */
export function learningRate(
  start: number,
  step: number,
  steps: number,
  config: Pick<Config, 'learningRateFloor' | 'learningRateDecayEnd'>,
): number {
  const done = Math.min(1, step / Math.max(1, steps * config.learningRateDecayEnd));
  return start * (1 - done * (1 - config.learningRateFloor));
}
