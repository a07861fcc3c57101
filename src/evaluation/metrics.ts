/** Scores of classifiers. Labels are integers 0 … classes−1. */

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Standard normal quantile of a two-sided 95 % interval. */
const Z_95 = 1.959963984540054;

/** Wilson's 95 % confidence interval of a share, from `successes` out of `trials`; [0, 1] without trials. */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const z2 = Z_95 ** 2;
  const centre = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half =
    (Z_95 / (1 + z2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

export interface Classification {
  readonly count: number;
  /** Share of right answers, in [0, 1]. */
  readonly accuracy: number;
  readonly interval: Interval;
  /** [true label][predicted label], counts. */
  readonly confusion: readonly (readonly number[])[];
  /** Share of right answers among the images of each label; null where there are none. */
  readonly perClass: readonly (number | null)[];
}

export function classification(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Classification {
  const confusion = Array.from({ length: classes }, () => Array<number>(classes).fill(0));
  for (let i = 0; i < truth.length; i++) confusion[truth[i]!]![predicted[i]!]!++;
  const right = confusion.reduce((sum, row, label) => sum + row[label]!, 0);
  const count = truth.length;
  return {
    count,
    accuracy: right / count,
    interval: wilsonInterval(right, count),
    confusion,
    perClass: confusion.map((row, label) => {
      const all = row.reduce((sum, n) => sum + n, 0);
      return all === 0 ? null : row[label]! / all;
    }),
  };
}

/** What always answering the commonest training label (the first of them) gets right. */
export function majorityBaseline(
  training: ArrayLike<number>,
  truth: ArrayLike<number>,
  classes: number,
): Classification {
  const counts = Array<number>(classes).fill(0);
  for (let i = 0; i < training.length; i++) counts[training[i]!]!++;
  const commonest = counts.indexOf(Math.max(...counts));
  return classification(truth, new Int16Array(truth.length).fill(commonest), classes);
}

/**
 * Average precision Σ (R_i − R_{i−1})·P_i over the thresholds, without interpolation; equal scores share a threshold.
 * Rows whose target is NaN are left out. Null without a positive among them.
 */
export function averagePrecision(scores: ArrayLike<number>, targets: ArrayLike<number>): number | null {
  const value = weightedPrecision(scores, targets)(new Uint8Array(scores.length).fill(1));
  return Number.isNaN(value) ? null : value;
}

/** The same of rows that count as often as their weights say, at least 0 each; NaN without a positive of weight. */
export function weightedPrecision(
  scores: ArrayLike<number>,
  targets: ArrayLike<number>,
): (weights: ArrayLike<number>) => number {
  const known = Array.from({ length: scores.length }, (_, i) => i).filter((i) => !Number.isNaN(targets[i]!));
  const order = known.sort((a, b) => scores[b]! - scores[a]!);
  return (weights) => {
    let [seen, found, foundBefore, sum] = [0, 0, 0, 0];
    for (const [rank, i] of order.entries()) {
      seen += weights[i]!;
      if (targets[i] === 1) found += weights[i]!;
      const next = order[rank + 1];
      if (next !== undefined && scores[next] === scores[i]) continue;
      if (found > foundBefore) sum += (found - foundBefore) * (found / seen);
      foundBefore = found;
    }
    return sum / found; // 0/0 is NaN
  };
}

/** Index of the largest value of each row of [rows, columns]; the first of equals. */
export function argmaxRows(values: ArrayLike<number>, columns: number): Int16Array {
  return Int16Array.from({ length: values.length / columns }, (_, row) => {
    let best = 0;
    for (let k = 1; k < columns; k++) {
      if (values[row * columns + k]! > values[row * columns + best]!) best = k;
    }
    return best;
  });
}
