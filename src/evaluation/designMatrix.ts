/** A tall matrix on the backend, in blocks of rows: no block is too large for a GPU's binding or for one slice. */
import * as tf from '@tensorflow/tfjs-core';
import type { Features } from './features';
import { rowLength, rowsPerSlice, standardizedRows, type Standardization } from './standardize';
import type { Sliced, SlicedAtOnce } from '../base/slices';

interface Block {
  readonly from: number;
  readonly rows: number;
  readonly values: tf.Tensor2D;
}

export class DesignMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly #blocks: Block[] = [];

  private constructor(rows: number, columns: number) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Some images' features, standardised. The caller disposes of it. */
  static *of(
    features: Features,
    standardization: Standardization,
    rows: ArrayLike<number>,
  ): SlicedAtOnce<DesignMatrix> {
    const columns = rowLength(features);
    const matrix = new DesignMatrix(rows.length, columns);
    const perBlock = rowsPerSlice(columns);
    let complete = false;
    try {
      for (let from = 0; from < rows.length; from += perBlock) {
        const to = Math.min(rows.length, from + perBlock);
        const values = standardizedRows(features, standardization, rows, from, to);
        const block = { from, rows: to - from, values: tf.tensor2d(values, [to - from, columns]) };
        matrix.#blocks.push(block);
        yield { what: 'matrix', done: to, total: rows.length };
      }
      complete = true;
      return matrix;
    } finally {
      if (!complete) matrix.dispose();
    }
  }

  dispose(): void {
    for (const { values } of this.#blocks.splice(0)) values.dispose();
  }

  /** X·Wᵀ for W [outputs, columns]: [rows, outputs]. */
  async *times(weights: Float32Array, outputs: number): Sliced<Float32Array> {
    const result = new Float32Array(this.rows * outputs);
    // Turned here: tfjs-wasm is slow at products with a transposed operand, and this one is small.
    const turned = tf.tidy(() => tf.transpose(tf.tensor2d(weights, [outputs, this.columns])));
    try {
      for (const { from, rows, values } of this.#blocks) {
        const product = tf.matMul<tf.Tensor2D>(values, turned);
        try {
          result.set(await product.data(), from * outputs);
        } finally {
          product.dispose();
        }
        yield { what: 'product', done: from + rows, total: this.rows };
      }
    } finally {
      turned.dispose();
    }
    return result;
  }

  /** RᵀX for R [rows, outputs]: [outputs, columns]. */
  async *transposedTimes(residual: Float32Array, outputs: number): Sliced<Float32Array> {
    let sum: tf.Tensor = tf.zeros([outputs, this.columns]);
    try {
      for (const { from, rows, values } of this.#blocks) {
        const part = residual.subarray(from * outputs, (from + rows) * outputs);
        const next = tf.tidy(() => {
          const turned = tf.transpose(tf.tensor2d(part, [rows, outputs]));
          return tf.add(sum, tf.matMul(turned, values));
        });
        sum.dispose();
        sum = next;
        yield { what: 'product', done: from + rows, total: this.rows };
      }
      return (await sum.data()) as Float32Array;
    } finally {
      sum.dispose();
    }
  }
}
