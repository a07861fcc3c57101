/**
 * Two losses on one forward pass. tfjs differentiates a closure, and what runs in it, backward passes included, goes
 * on the closure's tape. A training step of two players needs to step off that tape.
 */
import * as tf from '@tensorflow/tfjs-core';

/** Runs `work`, in which gradients may be taken, as if the tape being recorded were not there. */
export function apartFromTape<T>(work: () => T): T {
  const { state } = tf.engine();
  const { activeTape, gradientDepth } = state;
  state.gradientDepth = 0;
  try {
    return work();
  } finally {
    Object.assign(state, { activeTape, gradientDepth });
  }
}

/**
 * Gradients of a scalar that is on the tape being recorded, by the variables it came from. The tape stays, so that
 * another scalar can be differentiated after it; the gradients are kept beyond it.
 */
export function gradientsFromTape(scalar: tf.Scalar, variables: tf.Variable[]): tf.NamedTensorMap {
  const { state } = tf.engine();
  // As inside a kernel: the backward pass itself is not recorded.
  state.kernelDepth++;
  try {
    return keepAll(tf.variableGrads(() => scalar, variables).grads);
  } finally {
    state.kernelDepth--;
  }
}

/** Keeps tensors alive beyond the tape or tidy that they were made in. */
export function keepAll<T extends Record<string, tf.Tensor>>(tensors: T): T {
  for (const tensor of Object.values(tensors)) tf.keep(tensor);
  return tensors;
}
