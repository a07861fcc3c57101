/**
 * Statistics of pictures with intervals by the bootstrap over images: what is drawn again, with replacement, are whole
 * images with all their pictures and cells, since those of one image are no independent observations.
 */
import { byScore, weightedArea, type Scored } from '../base/rocArea';
import type { SlicedAtOnce } from '../base/slices';
import type { Random } from '../base/random';
import type { Interval } from './metrics';

export { areaUnderCurve, type Scored } from '../base/rocArea';

export interface Estimate {
  readonly value: number;
  /** 95 %. */
  readonly interval: Interval;
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
export function plainArea(scored: readonly Scored[], images: number): number {
  return weightedArea(byScore(scored), new Uint8Array(images).fill(1));
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

/**
 * The interval of a statistic that takes long, slice by slice.
 *
 * @param statistic of images that count so often; NaN where they do not tell it
 */
export function* bootstrapSlices(
  statistic: (weights: ArrayLike<number>) => number,
  images: number,
  random: Random,
): SlicedAtOnce<Interval> {
  const drawn: number[] = [];
  for (let draw = 0; draw < DRAWS; draw++) {
    drawn.push(statistic(drawWeights(images, random)));
    yield { what: 'interval', done: draw + 1, total: DRAWS };
  }
  return middleOf(drawn);
}

function bootstrapInterval(
  statistic: (weights: Uint16Array) => number,
  images: number,
  random: Random,
): Interval {
  return middleOf(Array.from({ length: DRAWS }, () => statistic(drawWeights(images, random))));
}

/** How often each image is drawn, with replacement. */
function drawWeights(images: number, random: Random): Uint16Array {
  const weights = new Uint16Array(images);
  for (let i = 0; i < images; i++) weights[random.integer(images)]!++;
  return weights;
}

/** The middle 95 % of a statistic over draws of images; draws in which it is no number are left out. */
function middleOf(draws: readonly number[]): Interval {
  const drawn = draws.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const at = (share: number): number => drawn[Math.round(share * (drawn.length - 1))]!;
  return { low: at(0.025), high: at(0.975) };
}
