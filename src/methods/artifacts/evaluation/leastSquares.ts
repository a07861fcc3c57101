/** Linear regression on a handful of statistics, solved exactly. */

/** ŷ = weights · (x − mean) / deviation + bias. */
export interface LinearModel {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly weights: Float64Array;
  readonly bias: number;
}

/**
 * Ridge regression: least ‖ŷ − y‖² + λ·n·‖weights‖² on standardised columns, the bias free.
 *
 * @param rows n rows of equally many numbers
 * @throws Error without rows
 */
export function fitLeastSquares(
  rows: readonly Float64Array[],
  targets: ArrayLike<number>,
  lambda = 1e-3,
): LinearModel {
  const [first] = rows;
  if (!first) throw new Error('A linear fit needs at least one row.');
  const columns = first.length;
  const n = rows.length;
  const mean = averageOf(rows, columns, (row, c) => row[c]!);
  const variance = averageOf(rows, columns, (row, c) => (row[c]! - mean[c]!) ** 2);
  // A column that never changes says nothing: it is 0 after standardisation.
  const deviation = variance.map((value) => Math.sqrt(value) || 1);
  const bias = Array.from({ length: n }, (_, i) => targets[i]!).reduce((sum, y) => sum + y, 0) / n;
  const standardized = rows.map((row) => row.map((value, c) => (value - mean[c]!) / deviation[c]!));
  const matrix = Array.from({ length: columns }, (_, i) =>
    Float64Array.from({ length: columns + 1 }, (_, j) =>
      standardized.reduce(
        (sum, row, k) => sum + (row[i]! * (j < columns ? row[j]! : targets[k]! - bias)) / n,
        i === j ? lambda : 0,
      ),
    ),
  );
  return { mean, deviation, weights: solve(matrix), bias };
}

export function evaluateLinear({ mean, deviation, weights, bias }: LinearModel, row: Float64Array): number {
  return row.reduce((sum, value, c) => sum + (weights[c]! * (value - mean[c]!)) / deviation[c]!, bias);
}

/** 1 − Σ(y − ŷ)² / Σ(y − ȳ)²: the share of the variance that is explained; below 0 where the mean predicts better. */
export function explainedShare(predicted: ArrayLike<number>, targets: ArrayLike<number>): number {
  const ys = Array.from(targets);
  const mean = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  const left = ys.reduce((sum, y, i) => sum + (y - predicted[i]!) ** 2, 0);
  const all = ys.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  return all === 0 ? 0 : 1 - left / all;
}

function averageOf(
  rows: readonly Float64Array[],
  columns: number,
  value: (row: Float64Array, column: number) => number,
): Float64Array {
  return Float64Array.from({ length: columns }, (_, c) =>
    rows.reduce((sum, row) => sum + value(row, c) / rows.length, 0),
  );
}

/** Gaussian elimination of the positive definite [k, k + 1] system, in place; no pivots are needed for such. */
function solve(matrix: Float64Array[]): Float64Array {
  const k = matrix.length;
  for (let pivot = 0; pivot < k; pivot++) {
    for (let row = pivot + 1; row < k; row++) {
      const factor = matrix[row]![pivot]! / matrix[pivot]![pivot]!;
      for (let c = pivot; c <= k; c++) matrix[row]![c]! -= factor * matrix[pivot]![c]!;
    }
  }
  const solution = new Float64Array(k);
  for (let row = k - 1; row >= 0; row--) {
    let rest = matrix[row]![k]!;
    for (let c = row + 1; c < k; c++) rest -= matrix[row]![c]! * solution[c]!;
    solution[row] = rest / matrix[row]![row]!;
  }
  return solution;
}
