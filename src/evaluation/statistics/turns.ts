/**
 * Which of its four turns is an image upright? Each turn is scored by the same weights, and the scores are compared. It is the
 * optimum that multinomial logistic regression of the rotation finds with all four turns of each image as examples, since
 * that is convex and cannot tell the turns’ names apart; but with a quarter of the weights, and each image counts once.
 */
import type { Sliced, SlicedAtOnce } from '../../base/slices';
import { fitLinear, type Design } from '../linearFit';
import { softmaxLoss, type LogisticLoss } from '../logisticLoss';

export const TURNS = 4;
/** Of ½·λ‖w‖², on features of variance 1: examples are few. */
const L2 = 0.01;
const FIT = { l2: L2, gradientTolerance: 1e-3, maxIterations: 200 };

/** The features of examples, their turns one after the other, upright first: [TURNS·examples, columns]. */
export class TurnedRows implements Design {
  readonly rows: number;
  readonly columns: number;
  readonly #values: Float32Array;

  /** Takes the values as they are, and changes them. */
  constructor(values: Float32Array, columns: number) {
    this.#values = values;
    this.columns = columns;
    this.rows = values.length / columns;
  }

  row(i: number): Float32Array {
    return this.#values.subarray(i * this.columns, (i + 1) * this.columns);
  }

  /** One over the standard deviation of each column. A constant one counts for nothing, as does the mean of each. */
  scales(): Float64Array {
    const [sums, squares] = [new Float64Array(this.columns), new Float64Array(this.columns)];
    const { columns } = this;
    const values = this.#values;
    for (let i = 0; i < values.length; i++) sums[i % columns]! += values[i]!;
    for (let i = 0; i < values.length; i++)
      squares[i % columns]! += (values[i]! - sums[i % columns]! / this.rows) ** 2;
    return squares.map((square) => (square > 1e-9 * this.rows ? Math.sqrt(this.rows / square) : 0));
  }

  multiply(scales: Float64Array): void {
    for (let i = 0; i < this.#values.length; i++) this.#values[i]! *= scales[i % this.columns]!;
  }

  /** As DesignMatrix, on the processor and for one output. */
  *times(weights: Float32Array): SlicedAtOnce<Float32Array> {
    const products = new Float32Array(this.rows);
    for (let i = 0; i < this.rows; i++) {
      products[i] = dot(this.row(i), weights);
      if (isPause(i, this.columns)) yield { what: 'product', done: i, total: this.rows };
    }
    return products;
  }

  *transposedTimes(residual: Float32Array): SlicedAtOnce<Float32Array> {
    const sums = new Float32Array(this.columns);
    for (let i = 0; i < this.rows; i++) {
      const [row, factor] = [this.row(i), residual[i]!];
      for (let k = 0; k < sums.length; k++) sums[k]! += factor * row[k]!;
      if (isPause(i, this.columns)) yield { what: 'product', done: i, total: this.rows };
    }
    return sums;
  }
}

/** Scores one turn of an example by its features. */
export type TurnScorer = (features: Float32Array) => number;

/** Learns to score upright highest. Changes the rows. */
export async function* learnTurns(rows: TurnedRows): Sliced<TurnScorer> {
  const scales = rows.scales();
  rows.multiply(scales);
  const { weights } = yield* fitLinear(rows, turnLoss(rows.rows / TURNS), FIT);
  const scaled = Float32Array.from(weights, (weight, k) => weight * scales[k]!);
  return (features) => dot(features, scaled);
}

/** −log of the probability of the first of each four scores: what softmaxLoss says of them as a row whose label is 0. */
export function turnLoss(examples: number): LogisticLoss {
  return { ...softmaxLoss(new Uint8Array(examples), TURNS), rows: TURNS * examples, outputs: 1 };
}

/** How far upright is told right by the scores of an image’s turns, upright first: 1, 0 or, of equals, its share. */
export function toldUpright(scores: ArrayLike<number>): number {
  let [equals, isHighest] = [0, true];
  for (let turn = 0; turn < TURNS; turn++) {
    if (scores[turn]! > scores[0]!) isHighest = false;
    if (scores[turn] === scores[0]) equals++;
  }
  return isHighest ? 1 / equals : 0;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Numbers between two pauses: about a millisecond. */
const SLICE = 1 << 20;

function isPause(row: number, columns: number): boolean {
  const rows = Math.max(1, Math.floor(SLICE / columns));
  return row % rows === rows - 1;
}
