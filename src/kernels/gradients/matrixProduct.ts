/** Gradient of the matrix product; convolutions have theirs in operations/convolution.ts. */
import * as tf from '@tensorflow/tfjs-core';
import { matrixProduct } from '../operations/matrixProduct';
import { gradient } from './gradient';

export const matrixProductGradient = gradient(
  tf.BatchMatMul,
  { inputs: ['a', 'b'] },
  (dy, saved, attributes) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const { transposeA, transposeB } = attributes as unknown as tf.BatchMatMulAttrs;
    return {
      a: () =>
        transposeA ? matrixProduct(b, dy, transposeB, true) : matrixProduct(dy, b, false, !transposeB),
      b: () =>
        transposeB ? matrixProduct(dy, a, true, transposeA) : matrixProduct(a, dy, !transposeA, false),
    };
  },
);
