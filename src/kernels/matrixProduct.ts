/** Matrix product that is fast on every backend. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * a·b for a [.., m, k] and b [.., k, n], either given transposed. tfjs-wasm multiplies transposed operands with a
 * naive loop, so there they are turned first.
 */
export function matrixProduct(a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor {
  if (tf.getBackend() !== 'wasm') return tf.matMul(a, b, transposeA, transposeB);
  return tf.matMul(transposeA ? turned(a) : a, transposeB ? turned(b) : b);
}

function turned(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  const [row, column] = [axes.length - 2, axes.length - 1];
  return tf.transpose(x, [...axes.slice(0, -2), column, row]);
}
