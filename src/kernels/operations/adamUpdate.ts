/** One update of Adam for one parameter, as one operation instead of a dozen. */
import * as tf from '@tensorflow/tfjs-core';
import type { Operation } from '../operation';

export const ADAM_UPDATE = 'AdamUpdate';

export interface AdamAttributes {
  /** Learning rate times the bias correction √(1−β₂ᵗ)/(1−β₁ᵗ). */
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  /** Outside the bias correction, as TensorFlow has it. */
  readonly epsilon: number;
  /** Weight of w in the gradient (L2). */
  readonly decay: number;
}

/**
 * (w, g, m, v) → (w', m', v'): g' = g + decay·w, m' = β₁m + (1−β₁)g', v' = β₂v + (1−β₂)g'², w' = w − rate·m'/(√v' + ε).
 * The results are new tensors: a snapshot may still hold the old ones.
 */
export const adamUpdateOperation: Operation = {
  kernelName: ADAM_UPDATE,
  forward: ({ w, g, m, v }, attributes) => {
    const { rate, beta1, beta2, epsilon, decay } = attributes as unknown as AdamAttributes;
    const slope = decay > 0 ? tf.add(g!, tf.mul(w!, decay)) : g!;
    const first = tf.add(tf.mul(m!, beta1), tf.mul(slope, 1 - beta1));
    const second = tf.add(tf.mul(v!, beta2), tf.mul(tf.square(slope), 1 - beta2));
    const change = tf.mul(tf.div(first, tf.add(tf.sqrt(second), epsilon)), rate);
    return [tf.sub(w!, change), first, second];
  },
};
