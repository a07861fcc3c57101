/**
 * Statistics of a picture's pixels that say nothing about what it shows, but much about how it was made: a decoder
 * blurs, shifts colours and leaves the pattern of its ×2 upsampling.
 */

const SCALES = [1, 2, 4];
const TINY = 1e-8;

/** The names of the statistics, in their order. */
export const TRACE_NAMES: readonly string[] = [
  ...['red', 'green', 'blue'].flatMap((colour) => [`mean of ${colour}`, `deviation of ${colour}`]),
  ...SCALES.flatMap((scale) => [
    `rows’ detail at ${scale} px`,
    `columns’ detail at ${scale} px`,
    `Laplacian at ${scale} px`,
  ]),
  'odd against even rows',
  'odd against even columns',
];

/**
 * Mean and deviation of each colour; the logarithm of the mean square of horizontal and vertical differences and of
 * the Laplacian of the luma at three scales; the logarithm of the ratio of the squared Laplacian at odd to that at
 * even rows and columns, which bilinear ×2 upsampling (even pixels copied, odd ones averaged) moves away from 0.
 *
 * @param rgb [side, side, 3]
 */
export function decoderTraces(rgb: Float32Array): Float64Array {
  const side = Math.sqrt(rgb.length / 3);
  const traces: number[] = [];
  for (const colour of [0, 1, 2]) {
    const values = rgb.filter((_, i) => i % 3 === colour);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    traces.push(mean, Math.sqrt(square));
  }
  const luma = Float64Array.from({ length: side * side }, (_, i) => {
    return 0.299 * rgb[i * 3]! + 0.587 * rgb[i * 3 + 1]! + 0.114 * rgb[i * 3 + 2]!;
  });
  for (const scale of SCALES) {
    const small = shrink(luma, side, scale);
    traces.push(...detail(small, side / scale));
  }
  traces.push(...parity(luma, side));
  return Float64Array.from(traces);
}

/** Means over blocks of scale × scale pixels. */
function shrink(luma: Float64Array, side: number, scale: number): Float64Array {
  const target = side / scale;
  const small = new Float64Array(target * target);
  for (let i = 0; i < luma.length; i++) {
    const y = Math.floor(Math.floor(i / side) / scale);
    const x = Math.floor((i % side) / scale);
    small[y * target + x]! += luma[i]! / scale ** 2;
  }
  return small;
}

/** Log mean squares of the differences along rows, along columns, and of the Laplacian inside the border. */
function detail(luma: Float64Array, side: number): number[] {
  const sums = [0, 0, 0];
  const counts = [0, 0, 0];
  const add = (which: number, value: number): void => {
    sums[which]! += value ** 2;
    counts[which]!++;
  };
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const i = y * side + x;
      if (x > 0) add(0, luma[i]! - luma[i - 1]!);
      if (y > 0) add(1, luma[i]! - luma[i - side]!);
      if (x > 0 && y > 0 && x < side - 1 && y < side - 1) add(2, laplacian(luma, side, i));
    }
  }
  return sums.map((sum, i) => Math.log(sum / Math.max(1, counts[i]!) + TINY));
}

function parity(luma: Float64Array, side: number): number[] {
  const rows = [0, 0];
  const columns = [0, 0];
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const square = laplacian(luma, side, y * side + x) ** 2;
      rows[y % 2]! += square;
      columns[x % 2]! += square;
    }
  }
  return [rows, columns].map(([even, odd]) => Math.log((odd! + TINY) / (even! + TINY)));
}

function laplacian(luma: Float64Array, side: number, i: number): number {
  return 4 * luma[i]! - luma[i - 1]! - luma[i + 1]! - luma[i - side]! - luma[i + side]!;
}
