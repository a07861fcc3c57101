/** Gradient of local response normalisation by matrix products, which are fast everywhere. */
import * as tf from '@tensorflow/tfjs-core';

/**
 * y_i = x_i · s_i^−β with s = b + α·W(x²), W summing over channels at most r apart. W is symmetric, so
 * dX = dY·s^−β − 2αβ·x·W(dY·x·s^−(β+1)).
 */
export function localResponseGradient(
  dy: tf.Tensor,
  x: tf.Tensor,
  { depthRadius, bias, alpha, beta }: tf.LRNAttrs,
): tf.Tensor {
  const channels = x.shape.at(-1)!;
  const reach = Math.min(depthRadius, channels);
  const band = tf.linalg.bandPart(tf.ones<tf.Rank.R2>([channels, channels]), reach, reach);
  const window = (map: tf.Tensor): tf.Tensor =>
    tf.reshape(tf.matMul(tf.reshape(map, [-1, channels]), band), x.shape);
  const s = tf.add(tf.mul(window(tf.square(x)), alpha), bias);
  const direct = tf.mul(dy, tf.pow(s, -beta));
  const around = window(tf.div(tf.mul(direct, x), s));
  return tf.sub(direct, tf.mul(tf.mul(x, around), 2 * alpha * beta));
}
