/** Area under the ROC curve: the probability that a positive scores above a negative, equal scores counting half. */

/** One thing that was scored: a picture, or a cell of one. */
export interface Scored {
  readonly score: number;
  /** Whether a high score is right. */
  readonly positive: boolean;
  /** 0 … images − 1. */
  readonly image: number;
}

/** Of scores that are observations of their own: NaN where either is missing. */
export function areaUnderCurve(high: readonly number[], low: readonly number[]): number {
  const scored = (scores: readonly number[], positive: boolean): Scored[] =>
    scores.map((score) => ({ score, positive, image: 0 }));
  return weightedArea(byScore([...scored(high, true), ...scored(low, false)]), [1]);
}

export function byScore(scored: readonly Scored[]): Scored[] {
  return [...scored].sort((a, b) => a.score - b.score);
}

/**
 * @param order by rising score
 * @param weights of all that is of an image, by its number
 * @returns NaN without a positive or a negative of weight
 */
export function weightedArea(order: readonly Scored[], weights: ArrayLike<number>): number {
  let [below, pairs, positives] = [0, 0, 0];
  for (let from = 0; from < order.length;) {
    const { score } = order[from]!;
    let [high, low] = [0, 0];
    for (; from < order.length && order[from]!.score === score; from++) {
      const { positive, image } = order[from]!;
      if (positive) high += weights[image]!;
      else low += weights[image]!;
    }
    pairs += high * (below + low / 2);
    below += low;
    positives += high;
  }
  return pairs / (positives * below);
}
