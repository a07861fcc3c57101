/** Matrix product that is fast on every backend. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * a·b for a [.., m, k] and b [.., k, n], either given transposed. tfjs-wasm multiplies transposed operands with a
 * naive loop, so there they are turned first, or, where that moves fewer numbers, (bᵀ·aᵀ)ᵀ is computed instead: the
 * gradient of a fully connected layer then never turns its large matrix.
 */
export function matrixProduct(a: tf.Tensor, b: tf.Tensor, transposeA = false, transposeB = false): tf.Tensor {
  if (tf.getBackend() !== 'wasm') return tf.matMul(a, b, transposeA, transposeB);
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const straight = (transposeA ? a.size : 0) + (transposeB ? b.size : 0);
  const crossed = (transposeA ? 0 : a.size) + (transposeB ? 0 : b.size) + rows * columns;
  if (straight <= crossed) return tf.matMul(transposeA ? turned(a) : a, transposeB ? turned(b) : b);
  return turned(tf.matMul(transposeB ? b : turned(b), transposeA ? a : turned(a)));
}

function turned(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, axis) => axis);
  const [row, column] = [axes.length - 2, axes.length - 1];
  return tf.transpose(x, [...axes.slice(0, -2), column, row]);
}
