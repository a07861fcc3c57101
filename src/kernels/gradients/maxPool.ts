/** Gradient of max pooling in plain script: the maps are small, and wasm's memory is at hand. */
import * as tf from '@tensorflow/tfjs-core';

/** Each window's dY goes to its maximum, the first in reading order if several are equal, as TensorFlow has it. */
export function maxPoolGradient(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  { filterSize, strides, pad, dimRoundingMode }: tf.MaxPoolAttrs,
): tf.Tensor4D {
  const pool = tf.backend_util.computePool2DInfo(x.shape, filterSize, strides, 1, pad, dimRoundingMode);
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
