/** Bilinear ×2, both ways: its stock gradient is slow on wasm and swaps height and width on cpu. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from '../gradients/gradient';
import { runKernel, type Operation } from '../operation';

export const UPSAMPLE_2X = 'Upsample2x';
const UPSAMPLE_2X_GRAD = 'Upsample2xGrad';

/** (x [n, h, w, c]) → [n, 2h, 2w, c]. */
const upsample: Operation = {
  kernelName: UPSAMPLE_2X,
  forward: ({ x }) => {
    const [, height, width] = x!.shape as [number, number, number, number];
    return tf.image.resizeBilinear(x as tf.Tensor4D, [2 * height, 2 * width], false, false);
  },
  gradient: gradient(UPSAMPLE_2X, {}, (dy) => ({
    x: () => runKernel<tf.Tensor>(UPSAMPLE_2X_GRAD, { dy }),
  })),
};

/**
 * (dy [n, 2h, 2w, c]) → dx [n, h, w, c]. Along each axis, input i went to output 2i, and by half to 2i − 1 and 2i + 1,
 * except that the last output copies the last input. So dx is a depthwise convolution of stride 2 with (½, 1, ½), the
 * last row and column counted twice.
 */
const upsampleGrad: Operation = {
  kernelName: UPSAMPLE_2X_GRAD,
  forward: ({ dy }) => {
    const [, height, width, channels] = dy!.shape as [number, number, number, number];
    const taps = tf.tensor4d([0.25, 0.5, 0.25, 0.5, 1, 0.5, 0.25, 0.5, 0.25], [3, 3, 1, 1]);
    const filter = tf.mul<tf.Tensor4D>(taps, tf.ones([1, 1, channels, 1]));
    const edges = tf.mul(
      tf.reshape(lastTwice(height), [1, height, 1, 1]),
      tf.reshape(lastTwice(width), [1, 1, width, 1]),
    );
    const before: [number, number] = [1, 0];
    return tf.depthwiseConv2d(tf.mul<tf.Tensor4D>(dy!, edges), filter, 2, [[0, 0], before, before, [0, 0]]);
  },
};

function lastTwice(size: number): tf.Tensor1D {
  const factors = new Float32Array(size).fill(1);
  factors[size - 1] = 2;
  return tf.tensor1d(factors);
}

export const upsampleOperations: readonly Operation[] = [upsample, upsampleGrad];
