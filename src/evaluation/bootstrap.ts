/**
 * Statistics of pictures with intervals by the bootstrap over images: what is drawn again, with replacement, are whole
 * images with all their pictures and cells, since those of one image are no independent observations.
 */
import type { Random } from '../base/random';
import type { Interval } from './metrics';

export interface Estimate {
  readonly value: number;
  /** 95 %. */
  readonly interval: Interval;
}

/** One thing that was scored: a picture, or a cell of one. */
export interface Scored {
  readonly score: number;
  /** Whether a high score is right. */
  readonly positive: boolean;
  /** 0 … images − 1. */
  readonly image: number;
}

const DRAWS = 400;

/**
 * Area under the ROC curve: the probability that a positive scores above a negative, equal scores counting half.
 * Null where either is missing.
 */
export function rocArea(scored: readonly Scored[], images: number, random: Random): Estimate | null {
  const order = byScore(scored);
  const area = (weights: ArrayLike<number>): number => weightedArea(order, weights);
  const value = area(new Uint16Array(images).fill(1));
  // Without positives or without negatives there is no area; so it is with a draw that left them out.
  return Number.isNaN(value) ? null : { value, interval: bootstrapInterval(area, images, random) };
}

/** The same without an interval: NaN where either is missing. */
export function plainArea(scored: readonly Scored[]): number {
  return weightedArea(byScore(scored.map((one) => ({ ...one, image: 0 }))), [1]);
}

/** The same of scores that are observations of their own, without an interval: NaN where either is missing. */
export function areaUnderCurve(high: readonly number[], low: readonly number[]): number {
  const scored = (scores: readonly number[], positive: boolean): Scored[] =>
    scores.map((score) => ({ score, positive, image: 0 }));
  return weightedArea(byScore([...scored(high, true), ...scored(low, false)]), [1]);
}

function byScore(scored: readonly Scored[]): Scored[] {
  return [...scored].sort((a, b) => a.score - b.score);
}

/** @param order by rising score; NaN without a positive or a negative of weight */
function weightedArea(order: readonly Scored[], weights: ArrayLike<number>): number {
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

/** The mean of `values[image]` over all, turned into what is reported. */
export function bootstrapMean(
  values: readonly number[],
  random: Random,
  report: (mean: number) => number = (mean) => mean,
): Estimate {
  const mean = (weights: ArrayLike<number>): number =>
    report(values.reduce((sum, value, image) => sum + weights[image]! * value, 0) / values.length);
  const value = mean(new Uint16Array(values.length).fill(1));
  return { value, interval: bootstrapInterval(mean, values.length, random) };
}

/** The middle 95 % of a statistic over draws of images; draws in which it is no number are left out. */
function bootstrapInterval(
  statistic: (weights: Uint16Array) => number,
  images: number,
  random: Random,
): Interval {
  const drawn: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    const weights = new Uint16Array(images);
    for (let i = 0; i < images; i++) weights[random.integer(images)]!++;
    const value = statistic(weights);
    if (!Number.isNaN(value)) drawn.push(value);
  }
  drawn.sort((a, b) => a - b);
  const at = (share: number): number => drawn[Math.round(share * (drawn.length - 1))]!;
  return { low: at(0.025), high: at(0.975) };
}
