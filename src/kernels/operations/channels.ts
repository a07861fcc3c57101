/** Per-channel arithmetic, the channels being the last axis. Fast forms of what tfjs-wasm does slowly; not taped. */
import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../operation';

/** Mean over all axes but the last, [c]. */
export function channelMean(x: tf.Tensor): tf.Tensor1D {
  const channels = x.shape.at(-1)!;
  const rows = x.size / channels;
  if (tf.getBackend() !== 'wasm') return tf.mean(tf.reshape(x, [rows, channels]), 0);
  // Reductions of tfjs-wasm take 2–4 ns a number; its pooling and matrix product 0.2. Pooling image by image first
  // keeps the sums short, and so their rounding errors small.
  const means = x.rank === 4 ? poolImages(x as tf.Tensor4D) : x;
  const count = means.size / channels;
  const weights = tf.fill([1, count], 1 / count);
  return tf.reshape(tf.matMul(weights, tf.reshape(means, [count, channels])), [channels]);
}

function poolImages(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, [x.shape[1], x.shape[2]], 1, 'valid');
}

/** Sum over all axes but the last, [c]. */
export function channelSum(x: tf.Tensor): tf.Tensor1D {
  return tf.mul(channelMean(x), x.size / x.shape.at(-1)!);
}

/** x·scale + shift with scale and shift [c]. */
export function channelAffine(x: tf.Tensor, scale: tf.Tensor1D, shift: tf.Tensor1D): tf.Tensor {
  if (tf.getBackend() !== 'wasm') return tf.add(tf.mul(x, scale), shift);
  // One pass instead of two: a depthwise 1×1 convolution with bias.
  const channels = x.shape.at(-1)!;
  const rows = x.size / channels;
  const y = runKernel<tf.Tensor>(
    tf.FusedDepthwiseConv2D,
    {
      x: tf.reshape(x, [1, rows, 1, channels]),
      filter: tf.reshape(scale, [1, 1, channels, 1]),
      bias: shift,
    },
    {
      strides: [1, 1],
      pad: 'valid',
      dataFormat: 'NHWC',
      dilations: [1, 1],
      activation: 'linear',
    },
  );
  return tf.reshape(y, x.shape);
}
