/** The model's operations as anyone would write them with tfjs's public functions alone. */
import * as tf from '@tensorflow/tfjs-core';

/** SAME convolution; groups are split, convolved and joined, since tfjs has no grouped convolution. */
export function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number, groups = 1): tf.Tensor4D {
  if (groups === 1) return tf.conv2d(x, filter, stride, 'same');
  const inputs = tf.split<tf.Tensor4D>(x, groups, 3);
  const filters = tf.split<tf.Tensor4D>(filter, groups, 3);
  return tf.concat(
    inputs.map((input, i) => tf.conv2d(input, filters[i]!, stride, 'same')),
    3,
  );
}

export function upsample2x(x: tf.Tensor4D): tf.Tensor4D {
  return tf.image.resizeBilinear(x, [x.shape[1] * 2, x.shape[2] * 2]);
}

export function maxPool(x: tf.Tensor4D): tf.Tensor4D {
  return tf.maxPool(x, 3, 2, 'same');
}

export function localResponseNorm(x: tf.Tensor4D): tf.Tensor4D {
  return tf.localResponseNormalization(x, 2, 1, 2e-5, 0.75);
}

export function activation<T extends tf.Tensor>(x: T, slope: number): T {
  if (slope === 1) return x;
  return slope === 0 ? tf.relu(x) : tf.leakyRelu(x, slope);
}

export interface Normalized<T extends tf.Tensor> {
  readonly y: T;
  readonly mean: tf.Tensor;
  readonly variance: tf.Tensor;
}

/** Batch normalisation with the batch's statistics and an activation, as tf.layers does it. */
export function batchNormTraining<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  gamma: tf.Tensor1D | null,
  beta: tf.Tensor1D,
  epsilon: number,
  slope = 1,
): Normalized<T> {
  const axes = x.shape.map((_, i) => i).slice(0, -1);
  const { mean, variance } = tf.moments(x, axes);
  // Without an explicit scale, tfjs's gradient fails.
  const scale = gamma ?? tf.ones<tf.Rank.R1>(beta.shape);
  const y = tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, beta, scale, epsilon) as T;
  return { y: activation(y, slope), mean, variance };
}

export function batchNormInference<T extends tf.Tensor2D | tf.Tensor4D>(
  x: T,
  mean: tf.Tensor1D,
  variance: tf.Tensor1D,
  gamma: tf.Tensor1D | null,
  beta: tf.Tensor1D,
  epsilon: number,
  slope = 1,
): T {
  const scale = gamma ?? tf.ones<tf.Rank.R1>(beta.shape);
  return activation(tf.batchNorm(x, mean, variance, beta, scale, epsilon) as T, slope);
}

export function sigmoidCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Scalar {
  return tf.losses.sigmoidCrossEntropy(labels, logits);
}

/** Rows all of one class. */
export function softmaxCrossEntropy(logits: tf.Tensor2D, label: number): tf.Scalar {
  const [n, classes] = logits.shape;
  const labels = tf.oneHot(tf.fill([n], label, 'int32'), classes);
  return tf.losses.softmaxCrossEntropy(tf.cast(labels, 'float32'), logits);
}
