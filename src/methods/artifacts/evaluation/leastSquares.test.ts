import { describe, expect, it } from 'vitest';
import { Random } from '../../../base/random';
import { evaluateLinear, explainedShare, fitLeastSquares } from './leastSquares';

describe('least squares', () => {
  it('finds a plane exactly, with a column that never changes and no ridge', () => {
    const random = new Random(1);
    const rows = Array.from({ length: 20 }, () =>
      Float64Array.of(random.normal(), 7, 100 * random.uniform()),
    );
    const plane = (row: Float64Array): number => 3 * row[0]! - 0.2 * row[2]! + 5;
    // The constant column needs some ridge to have an answer.
    const model = fitLeastSquares(rows, rows.map(plane), 1e-9);
    for (const row of rows) expect(evaluateLinear(model, row)).toBeCloseTo(plane(row), 5);
  });

  it('has no gradient left at its solution', () => {
    const random = new Random(2);
    const rows = Array.from({ length: 30 }, () => Float64Array.from({ length: 4 }, () => random.normal()));
    const targets = rows.map(() => random.normal());
    const lambda = 0.1;
    const model = fitLeastSquares(rows, targets, lambda);
    for (let c = 0; c < 4; c++) {
      let gradient = lambda * rows.length * model.weights[c]!;
      rows.forEach((row, i) => {
        const z = (row[c]! - model.mean[c]!) / model.deviation[c]!;
        gradient += (evaluateLinear(model, row) - targets[i]!) * z;
      });
      expect(gradient).toBeCloseTo(0, 9);
    }
  });

  it('tells how much of the variance is explained', () => {
    expect(explainedShare([1, 2, 3], [1, 2, 3])).toBe(1);
    expect(explainedShare([2, 2, 2], [1, 2, 3])).toBe(0);
    expect(explainedShare([1, 2, 4], [1, 2, 3])).toBe(0.5);
    expect(explainedShare([3, 2, 1], [1, 2, 3])).toBe(-3);
    expect(explainedShare([1, 2], [2, 2])).toBe(0);
    expect(() => fitLeastSquares([], [])).toThrow(/at least one row/);
  });
});
