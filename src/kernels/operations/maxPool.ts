/** Max over 3×3 windows at stride 2, SAME: AlexNet's overlapping pools, with a gradient that is right everywhere. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from '../gradients/gradient';
import { runKernel, type Operation } from '../operation';

export const OVERLAP_MAX_POOL = 'OverlapMaxPool';
const OVERLAP_MAX_POOL_GRAD = 'OverlapMaxPoolGrad';
const [WINDOW, STRIDE] = [3, 2];

/** (x [n, h, w, c]) → [n, ⌈h/2⌉, ⌈w/2⌉, c]. */
const maxPool: Operation = {
  kernelName: OVERLAP_MAX_POOL,
  forward: ({ x }) => tf.maxPool(x as tf.Tensor4D, WINDOW, STRIDE, 'same'),
  gradient: gradient(OVERLAP_MAX_POOL, { inputs: ['x'], output: true }, (dy, [x, y]) => ({
    x: () => runKernel<tf.Tensor>(OVERLAP_MAX_POOL_GRAD, { dy, x: x!, y: y! }),
  })),
};

/** (dy, x, y) → dx: a window's dy goes to its maximum, the first in reading order if several are equal. */
const maxPoolGrad: Operation = {
  kernelName: OVERLAP_MAX_POOL_GRAD,
  forward: ({ dy, x, y }) => {
    // tfjs-wasm 4.22's own kernel gives wrong numbers where windows overlap.
    if (tf.getBackend() === 'wasm') return inScript(dy as tf.Tensor4D, x as tf.Tensor4D);
    const attributes = { filterSize: WINDOW, strides: STRIDE, pad: 'same' };
    return runKernel<tf.Tensor>(tf.MaxPoolGrad, { dy: dy!, input: x!, output: y! }, attributes);
  },
};

export const maxPoolOperations: readonly Operation[] = [maxPool, maxPoolGrad];

/** The gradient in plain script: wasm's memory is at hand. */
function inScript(dy: tf.Tensor4D, x: tf.Tensor4D): tf.Tensor4D {
  const pool = tf.backend_util.computePool2DInfo(x.shape, WINDOW, STRIDE, 1, 'same');
  const [values, slopes] = [x.dataSync(), dy.dataSync()];
  const dx = new Float32Array(x.size);
  const { inHeight, inWidth, inChannels } = pool;
  let output = 0;
  for (let n = 0; n < pool.batchSize; n++) {
    for (let row = 0; row < pool.outHeight; row++) {
      const top = Math.max(0, row * pool.strideHeight - pool.padInfo.top);
      const bottom = Math.min(inHeight, row * pool.strideHeight - pool.padInfo.top + pool.filterHeight);
      for (let column = 0; column < pool.outWidth; column++) {
        const left = Math.max(0, column * pool.strideWidth - pool.padInfo.left);
        const right = Math.min(inWidth, column * pool.strideWidth - pool.padInfo.left + pool.filterWidth);
        for (let channel = 0; channel < inChannels; channel++, output++) {
          let best = ((n * inHeight + top) * inWidth + left) * inChannels + channel;
          for (let y = top; y < bottom; y++) {
            for (let x = left; x < right; x++) {
              const at = ((n * inHeight + y) * inWidth + x) * inChannels + channel;
              if (values[at]! > values[best]!) best = at;
            }
          }
          dx[best]! += slopes[output]!;
        }
      }
    }
  }
  return tf.tensor4d(dx, x.shape);
}
