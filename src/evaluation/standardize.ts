/** Standardisation: batch normalisation without affine, with the statistics of the training rows. */
import type { Features } from './features';
import type { SlicedAtOnce } from '../base/slices';

/** As Caffe's and PyTorch's BatchNorm. */
const EPSILON = 1e-5;

/** Values looked at in one slice; a few milliseconds. */
const SLICE_VALUES = 1 << 19;

/** What is subtracted from value i of a row, and multiplied with then: entry i modulo the length. */
export interface Standardization {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** Values per image. */
export function rowLength(features: Features): number {
  return features.side ** 2 * features.channels;
}

/** Rows of this length that make one slice. */
export function rowsPerSlice(length: number): number {
  return Math.max(1, Math.floor(SLICE_VALUES / length));
}

/**
 * Mean and 1/√(variance + ε) over some rows. `per` channel: all positions of a map together, as batch normalisation;
 * `per` value: each for itself.
 */
export function* measureRows(
  features: Features,
  rows: ArrayLike<number>,
  per: 'channel' | 'value',
): SlicedAtOnce<Standardization> {
  const length = rowLength(features);
  const period = per === 'channel' ? features.channels : length;
  const count = (rows.length * length) / period;
  const mean = new Float64Array(period);
  const variance = new Float64Array(period);
  // Two passes: the sum of squares less the square of the sum would cancel.
  yield* everyRow(features, rows, (row) => {
    for (let start = 0; start < length; start += period) {
      for (let c = 0; c < period; c++) mean[c]! += row[start + c]!;
    }
  });
  for (let i = 0; i < period; i++) mean[i]! /= count;
  yield* everyRow(features, rows, (row) => {
    for (let start = 0; start < length; start += period) {
      for (let c = 0; c < period; c++) variance[c]! += (row[start + c]! - mean[c]!) ** 2;
    }
  });
  const scale = variance.map((sum) => 1 / Math.sqrt(sum / count + EPSILON));
  return { mean, scale };
}

function* everyRow(
  features: Features,
  rows: ArrayLike<number>,
  visit: (row: Float32Array) => void,
): SlicedAtOnce<void> {
  const length = rowLength(features);
  const perSlice = rowsPerSlice(length);
  for (let r = 0; r < rows.length; r++) {
    visit(features.data.subarray(rows[r]! * length, (rows[r]! + 1) * length));
    if ((r + 1) % perSlice === 0) yield { what: 'statistics', done: r + 1, total: rows.length };
  }
}

/** Rows `from` … `to − 1` of the list, standardised: [to − from, length]. */
export function standardizedRows(
  features: Features,
  { mean, scale }: Standardization,
  rows: ArrayLike<number>,
  from = 0,
  to = rows.length,
): Float32Array<ArrayBuffer> {
  const length = rowLength(features);
  const period = mean.length;
  const result = new Float32Array((to - from) * length);
  for (let target = 0, r = from; r < to; r++) {
    const end = (rows[r]! + 1) * length;
    for (let source = end - length; source < end; source += period) {
      for (let c = 0; c < period; c++) {
        result[target++] = (features.data[source + c]! - mean[c]!) * scale[c]!;
      }
    }
  }
  return result;
}
