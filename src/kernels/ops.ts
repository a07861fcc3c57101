/**
 * The differentiable operations that the networks are made of, on every backend. Maps are [n, h, w, c], float32;
 * convolutions and pools pad SAME as TensorFlow does. What is not here can be taken from tfjs directly, as long as
 * its gradient is registered (gradients.ts).
 */
import * as tf from '@tensorflow/tfjs-core';
import { CHANNEL_AFFINE } from './affine';
import { BATCH_NORM_TRAINING, inverseDeviation } from './batchNorm';
import { runKernel } from './compositeKernel';
import { FAST_LEAKY_RELU } from './leakyRelu';
import { convolveStrided } from './stridedConv';
import { UPSAMPLE_2X } from './upsample';

/** Convolution of x [n, h, w, c·groups] with filter [k, k, c, f·groups], SAME padding. */
export function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number, groups = 1): tf.Tensor4D {
  if (groups === 1)
    return stride === 1 ? tf.conv2d(x, filter, 1, 'same') : convolveStrided(x, filter, stride);
  const xs = tf.split<tf.Tensor4D>(x, groups, 3);
  const filters = tf.split<tf.Tensor4D>(filter, groups, 3);
  return tf.concat(
    xs.map((part, i) => conv2d(part, filters[i]!, stride)),
    3,
  );
}

/** Bilinear ×2, TensorFlow 1's legacy sampling: src = dst / 2, no half-pixel centres. */
export function upsample2x(x: tf.Tensor4D): tf.Tensor4D {
  return runKernel<tf.Tensor4D>(UPSAMPLE_2X, { x });
}

/** Max over 3×3 windows, stride 2, SAME. */
export function maxPool(x: tf.Tensor4D): tf.Tensor4D {
  return tf.maxPool(x, 3, 2, 'same');
}

/** Mean over the 3×3 neighbourhood; the divisor counts in-bounds cells only (9, 6 or 4). Not differentiated. */
export function neighbourMean(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, 3, 1, 'same');
}

/** AlexNet’s local response normalisation across channels: radius 2, bias 1, α 2e-5, β 0.75. */
export function localResponseNorm(x: tf.Tensor4D): tf.Tensor4D {
  return tf.localResponseNormalization(x, 2, 1, 2e-5, 0.75);
}

/** max(x, slope·x) for a slope in [0, 1]. */
export function leakyRelu<T extends tf.Tensor>(x: T, slope: number): T {
  return runKernel<T>(FAST_LEAKY_RELU, { x }, { slope });
}

export interface BatchNormResult<T extends tf.Tensor> {
  readonly y: T;
  /** Statistics of the batch over all axes but the last, [c]; the variance is the biased one. Not differentiated. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** Batch normalisation with the batch’s own statistics; gradients reach x, gamma (null: 1) and beta. */
export function batchNormTraining<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  gamma: tf.Tensor1D | null,
  beta: tf.Tensor1D,
  epsilon: number,
): BatchNormResult<T> {
  const inputs = { x, gamma: gamma ?? tf.ones(beta.shape), beta };
  const [y, mean, variance] = runKernel<[T, tf.Tensor1D, tf.Tensor1D]>(BATCH_NORM_TRAINING, inputs, {
    epsilon,
  });
  return { y, mean, variance };
}

/** Batch normalisation with given statistics [c]; gradients reach x, gamma (null: 1) and beta. */
export function batchNormInference<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  gamma: tf.Tensor1D | null,
  beta: tf.Tensor1D,
  epsilon: number,
): T {
  const inverse = inverseDeviation(variance, epsilon);
  const scale = gamma ? tf.mul<tf.Tensor1D>(gamma, inverse) : inverse;
  return runKernel<T>(CHANNEL_AFFINE, { x, scale, shift: tf.sub(beta, tf.mul(mean, scale)) });
}
