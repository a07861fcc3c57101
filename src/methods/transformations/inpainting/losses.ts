/** The terms of L_inp,AE (§4.2.1, §4.2.4) and what D minimises, each a scalar. Patches are [n, side, side, 3]. */
import * as tf from '@tensorflow/tfjs-core';
import { borderMask } from './patches';

/** D’s hinge loss: it wants more than 1 for real patches e, and less than −1 for inpainted ones r. */
export function hingeLoss(real: tf.Tensor1D, inpainted: tf.Tensor1D): tf.Scalar {
  const tooLow = tf.relu(tf.sub(1, real));
  const tooHigh = tf.relu(tf.add(1, inpainted));
  return tf.add<tf.Scalar>(tf.mean(tooLow), tf.mean(tooHigh));
}

/** ℓ_GAN for F: −D(r). */
export function adversarialLoss(inpainted: tf.Tensor1D): tf.Scalar {
  return tf.neg(tf.mean<tf.Scalar>(inpainted));
}

/** |(r − e) ⊙ (1 − m)|², the mean over the border [C]. */
export function borderLoss(r: tf.Tensor4D, e: tf.Tensor4D, border: number): tf.Scalar {
  const [n, side, , colours] = e.shape;
  const numbers = n * colours * (side ** 2 - (side - 2 * border) ** 2);
  return tf.div(tf.sum(tf.mul(tf.squaredDifference(r, e), borderMask(side, border))), numbers);
}

/** |F(e) − e|², the mean over the patch. */
export function autoencodingLoss(copy: tf.Tensor4D, e: tf.Tensor4D): tf.Scalar {
  return tf.mean(tf.squaredDifference(copy, e));
}
