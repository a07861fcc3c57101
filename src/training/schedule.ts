import type { Config } from '../experiments/config';

/**
 * Linear decay from `start` to `learningRateFloor`·start, reached at `learningRateDecayEnd` of the steps and held
 * from there on.
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
