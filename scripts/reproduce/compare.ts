/** Whether an ordering of the paper holds here: differences at the same seed, with Student's interval over the seeds. */
import { meanAndDeviation } from '../../src/base/meanAndDeviation';

/** Two-sided 95 % quantiles of Student's t by degrees of freedom, from 1 on. */
const T_95 = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];

/**
 * `holds`, `reversed`: the 95 % interval leaves 0 out. `leans`, `leans-reversed`: it does not, but all seeds agree in
 * sign. `open`: they do not.
 */
export type Verdict = 'holds' | 'leans' | 'open' | 'leans-reversed' | 'reversed';

export interface Difference {
  /** Better minus worse, by the paper's word, at each seed. */
  readonly values: readonly number[];
  readonly mean: number;
  readonly deviation: number | null;
  /** 95 % over seeds; null for one seed. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly verdict: Verdict;
}

/** @throws RangeError for no differences, or more than ten: the table of quantiles ends there */
export function difference(values: readonly number[]): Difference {
  if (values.length === 0 || values.length > T_95.length + 1) {
    throw new RangeError(`Differences of ${values.length} seeds cannot be judged.`);
  }
  const { mean, deviation } = meanAndDeviation(values);
  const interval = deviation === null ? null : around(mean, deviation, values.length);
  return { values, mean, deviation, interval, verdict: verdictOf(values, interval) };
}

function around(mean: number, deviation: number, n: number): { low: number; high: number } {
  const half = (T_95[n - 2]! * deviation) / Math.sqrt(n);
  return { low: mean - half, high: mean + half };
}

function verdictOf(values: readonly number[], interval: Difference['interval']): Verdict {
  if (interval && interval.low > 0) return 'holds';
  if (interval && interval.high < 0) return 'reversed';
  if (values.length > 1 && values.every((value) => value > 0)) return 'leans';
  if (values.length > 1 && values.every((value) => value < 0)) return 'leans-reversed';
  return 'open';
}
