/** How far predicted probabilities can be believed (Guo et al. 2017). */

interface CalibrationBin {
  /** Predictions that fell into the bin. */
  readonly count: number;
  /** Their mean, and the share of them that came true; null in an empty bin. */
  readonly predicted: number | null;
  readonly observed: number | null;
}

export interface Calibration {
  /** The reliability curve: bins of equal width over [0, 1]. */
  readonly bins: readonly CalibrationBin[];
  /** Expected calibration error: mean distance of predicted and observed over all predictions; 0 without any. */
  readonly error: number;
}

/**
 * @param probabilities in [0, 1]
 * @param outcomes 1 where it came true, else 0; as many
 */
export function calibration(
  probabilities: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  bins = 10,
): Calibration {
  const sums = Array.from({ length: bins }, () => ({ count: 0, predicted: 0, observed: 0 }));
  for (let i = 0; i < probabilities.length; i++) {
    const bin = sums[Math.min(bins - 1, Math.floor(probabilities[i]! * bins))]!;
    bin.count++;
    bin.predicted += probabilities[i]!;
    bin.observed += outcomes[i]!;
  }
  const gap = sums.reduce((sum, { predicted, observed }) => sum + Math.abs(predicted - observed), 0);
  return {
    bins: sums.map(({ count, predicted, observed }) =>
      count === 0
        ? { count, predicted: null, observed: null }
        : { count, predicted: predicted / count, observed: observed / count },
    ),
    error: probabilities.length === 0 ? 0 : gap / probabilities.length,
  };
}
