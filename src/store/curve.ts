/** From a series to the few points that a chart draws: smoothed over all data first, thinned out afterwards. */
import type { Series } from './series';

export interface CurvePoint {
  readonly x: number;
  readonly raw: number;
  readonly smooth: number;
}

/**
 * Exponential moving average, started without bias: the first value is the first average.
 *
 * @param weight how much of the past is kept, in [0, 1); 0 leaves the values as they are.
 * @returns [n]; values that are not finite are passed over and repeat the average so far.
 */
export function smooth(values: Float64Array, weight: number): Float64Array {
  const averages = new Float64Array(values.length);
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) {
      sum = weight * sum + (1 - weight) * value;
      total = weight * total + (1 - weight);
    }
    averages[i] = total > 0 ? sum / total : NaN;
  }
  return averages;
}

/**
 * Indices of the smallest and the largest value of each of `buckets` equal stretches, in order, so that no spike
 * is lost; the first and the last index are always among them. All indices where there are few.
 */
export function decimate(values: Float64Array, buckets: number): number[] {
  const n = values.length;
  if (n <= 2 * buckets) return Array.from({ length: n }, (_, i) => i);
  const kept = [0];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = Math.floor((bucket * n) / buckets);
    const end = Math.floor(((bucket + 1) * n) / buckets);
    let low = start;
    let high = start;
    for (let i = start + 1; i < end; i++) {
      const value = values[i]!;
      if (value < values[low]! || Number.isNaN(values[low])) low = i;
      if (value > values[high]! || Number.isNaN(values[high])) high = i;
    }
    for (const index of low < high ? [low, high] : [high, low])
      if (index > kept[kept.length - 1]!) kept.push(index);
  }
  if (kept[kept.length - 1] !== n - 1) kept.push(n - 1);
  return kept;
}

/**
 * The points to draw: at most 2 · buckets + 2 of them, each with its raw value and the average at its step. With
 * `stretch`, those from one x to another only, as dense as all would be; the average still knows what was before.
 */
export function curve(
  series: Series,
  weight: number,
  buckets = 200,
  stretch: readonly [number, number] | null = null,
): CurvePoint[] {
  const { x, y } = series;
  const averages = smooth(y, weight);
  const from = stretch ? x.findIndex((each) => each >= stretch[0]) : 0;
  if (from < 0) return [];
  const to = stretch ? x.findLastIndex((each) => each <= stretch[1]) + 1 : x.length;
  return decimate(y.subarray(from, Math.max(from, to)), buckets).map((within) => {
    const i = from + within;
    return { x: x[i]!, raw: y[i]!, smooth: averages[i]! };
  });
}
