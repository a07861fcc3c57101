/** How the files of this folder make cases: the same inputs for ours and for stock, forward or backward. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import { holdTape, type HeldTape } from '../heldTape';
import { underStock } from '../stock/registry';
import type { Case } from '../timing';

/** Differentiable work on inputs of given shapes. */
export type Op = (inputs: tf.Tensor[]) => tf.Tensor;

export interface Subject extends Omit<Case, 'prepare'> {
  readonly inputs: readonly (readonly number[])[];
  readonly ours: Op;
  readonly stock: Op;
}

const product = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

/** Times `ours` and `stock` as they are. */
export function forwardCase({ inputs, ours, stock, ...row }: Subject): Case {
  return {
    ...row,
    prepare: () => {
      const tensors = inputs.map(noise);
      return {
        ours: () => ours(tensors),
        stock: () => stock(tensors),
        dispose: () => {
          tf.dispose(tensors);
        },
      };
    },
  };
}

/** Times the backward pass alone, by those inputs whose positions are given; what it needs saved is there already. */
export function backwardCase({ inputs, ours, stock, ...row }: Subject, wanted: readonly number[]): Case {
  return {
    ...row,
    prepare: () => {
      const tensors = inputs.map(noise);
      const xs = wanted.map((i) => tensors[i]!);
      const shape = tf.tidy(() => ours(tensors).shape);
      const dy = shape.length === 0 ? null : noise(shape);
      const held = {
        ours: holdTape(() => ours(tensors), xs, dy),
        stock: underStock(() => tryToHold(() => stock(tensors), xs, dy)),
      };
      return {
        ours: held.ours.backward,
        stock: held.stock.backward,
        dispose: () => {
          held.ours.dispose();
          held.stock.dispose();
          tf.dispose(dy ? [dy, ...tensors] : tensors);
        },
      };
    },
  };
}

/** What stock cannot do is told when it is timed. */
function tryToHold(...[forward, wanted, dy]: Parameters<typeof holdTape>): HeldTape {
  try {
    return holdTape(forward, wanted, dy);
  } catch (error) {
    const backward = (): never => {
      throw error;
    };
    return { backward, dispose: () => undefined };
  }
}

const random = Random.forPurpose(1, 'bench');
const STRETCH = Float32Array.from({ length: 1 << 20 }, () => random.between(-1, 1));

/** Numbers in [−1, 1], quick to make: one stretch of noise, repeated. */
export function noise(shape: readonly number[]): tf.Tensor {
  const values = new Float32Array(product(shape));
  for (let at = 0; at < values.length; at += STRETCH.length) {
    values.set(STRETCH.subarray(0, values.length - at), at);
  }
  return tf.tensor(values, [...shape]);
}
