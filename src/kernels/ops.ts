/**
 * The differentiable operations that the networks are made of, on every backend. Maps are [n, h, w, c], float32;
 * convolutions and pools pad SAME as TensorFlow does. What is not here can be taken from tfjs directly, as long as
 * its gradient is registered (gradients.ts).
 */
import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from './operation';
import { ADAM_UPDATE, type AdamAttributes } from './operations/adamUpdate';
import { BATCH_NORM_TRAINING, inverseDeviation } from './operations/batchNorm';
import { CHANNEL_AFFINE } from './operations/channelAffine';
import { CONVOLUTION } from './operations/convolution';
import { SIGMOID_CROSS_ENTROPY, SOFTMAX_CROSS_ENTROPY } from './operations/crossEntropy';
import { GATED_ADD } from './operations/gatedAdd';
import { FAST_LEAKY_RELU } from './operations/leakyRelu';
import { LOCAL_RESPONSE } from './operations/localResponse';
import { OVERLAP_MAX_POOL } from './operations/maxPool';
import { UPSAMPLE_2X } from './operations/upsample';

/** Convolution of x [n, h, w, c] with filter [k, k, c/groups, f], SAME padding. */
export function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number, groups = 1): tf.Tensor4D {
  return runKernel<tf.Tensor4D>(CONVOLUTION, { x, filter }, { stride, groups });
}

/** Bilinear ×2, TensorFlow 1's legacy sampling: src = dst / 2, no half-pixel centres. */
export function upsample2x(x: tf.Tensor4D): tf.Tensor4D {
  return runKernel<tf.Tensor4D>(UPSAMPLE_2X, { x });
}

/** Max over 3×3 windows, stride 2, SAME. */
export function maxPool(x: tf.Tensor4D): tf.Tensor4D {
  return runKernel<tf.Tensor4D>(OVERLAP_MAX_POOL, { x });
}

/** Mean over the 3×3 neighbourhood; the divisor counts in-bounds cells only (9, 6 or 4). Not differentiated. */
export function neighbourMean(x: tf.Tensor4D): tf.Tensor4D {
  return tf.avgPool(x, 3, 1, 'same');
}

/** AlexNet’s local response normalisation across channels: radius 2, bias 1, α 2e-5, β 0.75. */
export function localResponseNorm(x: tf.Tensor4D): tf.Tensor4D {
  return runKernel<tf.Tensor4D>(LOCAL_RESPONSE, { x }, { radius: 2, bias: 1, alpha: 2e-5, beta: 0.75 });
}

/** max(x, slope·x) for a slope in [0, 1]. */
export function leakyRelu<T extends tf.Tensor>(x: T, slope: number): T {
  return runKernel<T>(FAST_LEAKY_RELU, { x }, { slope });
}

/** x + bias [c], then a leaky ReLU if a slope is given (0: ReLU). */
export function addBias<T extends tf.Tensor>(x: T, bias: tf.Tensor1D, slope = 1): T {
  return runKernel<T>(CHANNEL_AFFINE, { x, scale: tf.ones(bias.shape), shift: bias }, { slope });
}

/** z + gate ⊙ change, gate [n, h, w, 1]; no gradient reaches the gate. */
export function gatedAdd(z: tf.Tensor4D, change: tf.Tensor4D, gate: tf.Tensor4D): tf.Tensor4D {
  return runKernel<tf.Tensor4D>(GATED_ADD, { z, change, gate });
}

/** Mean of −t log σ(a) − (1 − t) log(1 − σ(a)) over logits a and labels t in [0, 1] of one shape. */
export function sigmoidCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return runKernel<tf.Scalar>(SIGMOID_CROSS_ENTROPY, { logits, labels });
}

/** Mean of −log softmax(logits)[label] over the rows of logits [n, k], which all belong to one class. */
export function softmaxCrossEntropy(logits: tf.Tensor2D, label: number): tf.Scalar {
  return runKernel<tf.Scalar>(SOFTMAX_CROSS_ENTROPY, { logits }, { label });
}

/** One update of Adam for parameter w with gradient g: new tensors w', m', v'. Not differentiated. */
export function adamUpdate(
  inputs: Readonly<Record<'w' | 'g' | 'm' | 'v', tf.Tensor>>,
  attributes: AdamAttributes,
): [w: tf.Tensor, m: tf.Tensor, v: tf.Tensor] {
  return runKernel(ADAM_UPDATE, { ...inputs }, attributes);
}

export interface BatchNormResult<T extends tf.Tensor> {
  readonly y: T;
  /** Statistics of the batch over all axes but the last, [c]; the variance is the biased one. Not differentiated. */
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalisation with the batch’s own statistics, then a leaky ReLU if a slope is given (0: ReLU). Gradients reach
 * x, gamma (null: 1) and beta.
 */
export function batchNormTraining<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  gamma: tf.Tensor1D | null,
  beta: tf.Tensor1D,
  epsilon: number,
  slope = 1,
): BatchNormResult<T> {
  const inputs = { x, gamma: gamma ?? tf.ones(beta.shape), beta };
  const [y, mean, variance] = runKernel<[T, tf.Tensor1D, tf.Tensor1D]>(BATCH_NORM_TRAINING, inputs, {
    epsilon,
    slope,
  });
  return { y, mean, variance };
}

/** The same with given statistics [c]. */
export function batchNormInference<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  gamma: tf.Tensor1D | null,
  beta: tf.Tensor1D,
  epsilon: number,
  slope = 1,
): T {
  const inverse = inverseDeviation(variance, epsilon);
  const scale = gamma ? tf.mul<tf.Tensor1D>(gamma, inverse) : inverse;
  const shift = tf.sub(beta, tf.mul(mean, scale));
  return runKernel<T>(CHANNEL_AFFINE, { x, scale, shift }, { slope });
}
