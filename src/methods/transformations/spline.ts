/**
 * Polyharmonic splines in the plane (J. Duchon 1977, [141] of the thesis): the smoothest functions through values at given
 * points, a sum of radial functions around these and an affine part. In float64, on the processor.
 */

/** Points one after the other, [n, 2]: across, down. */
export type Points = Float64Array;

/** 1: r; 2: r² log r, thin plates; 3: r³. */
export type SplineOrder = 1 | 2 | 3;

/** Numbers of the affine part: 1, across, down. */
const AFFINE = 3;

/** The radial function of a distance, with the sign for which regularisation smooths. */
function radial(order: SplineOrder, squared: number): number {
  if (order === 1) return -Math.sqrt(squared);
  if (order === 3) return squared * Math.sqrt(squared);
  return squared > 0 ? 0.5 * squared * Math.log(squared) : 0;
}

/** All functions that a spline on these points is a sum of, at the place (x, y), into `out` from `offset` on: n + 3. */
function writeBasis(
  points: Points,
  order: SplineOrder,
  x: number,
  y: number,
  out: Float64Array,
  offset: number,
): void {
  const n = points.length / 2;
  for (let i = 0; i < n; i++) {
    const across = x - points[2 * i]!;
    const down = y - points[2 * i + 1]!;
    out[offset + i] = radial(order, across * across + down * down);
  }
  out[offset + n] = 1;
  out[offset + n + 1] = x;
  out[offset + n + 2] = y;
}

/** The functions at many places: [places, n + 3]. */
export function basisAt(points: Points, order: SplineOrder, places: Points): Float64Array {
  const width = points.length / 2 + AFFINE;
  const basis = new Float64Array((places.length / 2) * width);
  for (let i = 0; 2 * i < places.length; i++)
    writeBasis(points, order, places[2 * i]!, places[2 * i + 1]!, basis, i * width);
  return basis;
}

/** How splines through values at these points are found: a linear system, made ready once for any values. */
export class SplineSystem {
  /** Rows of the system after elimination, [n + 3, n + 3]: above the diagonal what is left, below it the factors. */
  readonly #rows: Float64Array[];
  /** Which row of the system each row was. */
  readonly #order: number[];

  /**
   * @param points [n, 2], at least three that are not on one line
   * @param regularisation 0: the spline goes through the values; above: it is smoother and goes by them. At least 0
   */
  constructor(points: Points, order: SplineOrder, regularisation: number) {
    const n = points.length / 2;
    const size = n + AFFINE;
    this.#rows = Array.from({ length: size }, () => new Float64Array(size));
    this.#order = this.#rows.map((_, i) => i);
    for (let i = 0; i < n; i++) {
      const row = this.#rows[i]!;
      writeBasis(points, order, points[2 * i]!, points[2 * i + 1]!, row, 0);
      row[i]! += regularisation;
      for (let part = 0; part < AFFINE; part++) this.#rows[n + part]![i] = row[n + part]!;
    }
    this.#eliminate();
  }

  /** Gauss, with the largest pivot of each column. */
  #eliminate(): void {
    const size = this.#rows.length;
    for (let column = 0; column < size; column++) {
      let best = column;
      for (let i = column + 1; i < size; i++)
        if (Math.abs(this.#rows[i]![column]!) > Math.abs(this.#rows[best]![column]!)) best = i;
      swap(this.#rows, column, best);
      swap(this.#order, column, best);
      const pivot = this.#rows[column]!;
      for (let i = column + 1; i < size; i++) {
        const row = this.#rows[i]!;
        const factor = row[column]! / pivot[column]!;
        row[column] = factor;
        for (let j = column + 1; j < size; j++) row[j]! -= factor * pivot[j]!;
      }
    }
  }

  /**
   * What each function counts in the splines through these values, [n + 3, 2].
   *
   * @param values [n, 2], two splines side by side
   */
  solve(values: Float64Array): Float64Array {
    const size = this.#rows.length;
    const found = new Float64Array(2 * size);
    // The last rows ask that the radial part has no affine moments: zeros.
    for (let i = 0; i < size; i++)
      for (const side of [0, 1]) found[2 * i + side] = values[2 * this.#order[i]! + side] ?? 0;
    for (let i = 0; i < size; i++) this.#subtract(found, i, 0, i);
    for (let i = size - 1; i >= 0; i--) {
      this.#subtract(found, i, i + 1, size);
      found[2 * i]! /= this.#rows[i]![i]!;
      found[2 * i + 1]! /= this.#rows[i]![i]!;
    }
    return found;
  }

  #subtract(found: Float64Array, i: number, from: number, to: number): void {
    const row = this.#rows[i]!;
    for (let j = from; j < to; j++) {
      found[2 * i]! -= row[j]! * found[2 * j]!;
      found[2 * i + 1]! -= row[j]! * found[2 * j + 1]!;
    }
  }
}

function swap<T>(list: T[], a: number, b: number): void {
  [list[a], list[b]] = [list[b]!, list[a]!];
}

/** The splines of these weights [n + 3, 2] at the places of a basis [places, n + 3]: [places, 2]. */
export function evaluate(basis: Float64Array, weights: Float64Array): Float64Array {
  const width = weights.length / 2;
  const values = new Float64Array((2 * basis.length) / width);
  for (let place = 0; 2 * place < values.length; place++) {
    let across = 0;
    let down = 0;
    for (let i = 0; i < width; i++) {
      const share = basis[place * width + i]!;
      across += share * weights[2 * i]!;
      down += share * weights[2 * i + 1]!;
    }
    values[2 * place] = across;
    values[2 * place + 1] = down;
  }
  return values;
}
