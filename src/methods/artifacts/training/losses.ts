/** The objectives, one term a function, each a scalar. Ω and its predictions are [n, m, m, 1]. */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '../../../kernels/ops';
import { maskInPixels } from '../networks/damage';
import { CORRUPT, REAL } from '../networks/discriminator';

/** Eq. (3): mean squared error of images in [−1, 1]. */
export function reconstructionLoss(reconstruction: tf.Tensor4D, image: tf.Tensor4D): tf.Scalar {
  return tf.mean(tf.squaredDifference(reconstruction, image));
}

/** −log C(truth): mean cross-entropy of C's class head when every image of the batch is of one class. */
export function classLoss(classLogits: tf.Tensor2D, truth: typeof REAL | typeof CORRUPT): tf.Scalar {
  return softmaxCrossEntropy(classLogits, truth);
}

/** Eq. (5), with the sign that makes it a loss: mean binary cross-entropy of the predicted mask. */
export function maskLoss(maskLogits: tf.Tensor4D, mask: tf.Tensor4D): tf.Scalar {
  return sigmoidCrossEntropy(maskLogits, mask);
}

/**
 * R's class term on corrupt images. Non-saturating: −log C(x̂). Minimax, eq. (4) as printed: log(1 − C(x̂)).
 */
export function repairClassLoss(
  corruptLogits: tf.Tensor2D,
  kind: Exclude<ArtifactsConfig['repairLoss'], 'code-exact'>,
): tf.Scalar {
  return kind === 'non-saturating'
    ? classLoss(corruptLogits, REAL)
    : tf.neg(classLoss(corruptLogits, CORRUPT));
}

/** Mean squared error to the input image over kept pixels (Ω = 1) [C]; 0 when nothing is kept. */
export function keptPixelLoss(corrupt: tf.Tensor4D, image: tf.Tensor4D, mask: tf.Tensor4D): tf.Scalar {
  const kept = maskInPixels(mask, image);
  const error = tf.sum(tf.mul(tf.squaredDifference(corrupt, image), kept));
  return tf.div(error, tf.maximum(tf.mul(tf.sum(kept), image.shape[3]), 1));
}
