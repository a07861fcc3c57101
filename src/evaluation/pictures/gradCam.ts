/** Where the discriminator looks when it decides: Grad-CAM (Selvaraju et al. 2017), Figure 9 of the paper. */
import * as tf from '@tensorflow/tfjs-core';
import type { CORRUPT, REAL } from '../../networks/discriminator';
import { discriminate, type DiscriminatorConfig } from '../../networks/discriminator';
import type { FeatureHook, FeatureLayer } from '../../networks/trunk';
import type { Parameters } from '../../networks/parameters';
import { logits } from '../../networks/reading';

/** Logit index of the class head. */
export type Class = typeof REAL | typeof CORRUPT;

/**
 * ReLU(Σ_c α_c A_c), α_c being the mean over the map A_c of the gradient of the class's logit.
 *
 * @param images [n, p, p, 3] in [−1, 1], each judged by itself
 * @returns [n, h, w], at least 0, in no particular unit
 */
export function gradCam(
  C: Parameters,
  config: DiscriminatorConfig,
  images: tf.Tensor4D,
  decision: Class,
  layer: FeatureLayer = 'conv5',
): tf.Tensor3D {
  return tf.tidy(() => {
    const map = discriminate(C, config, images, 'inference', null).features[layer];
    const gradient = classGradient(C, config, images, decision, layer, map);
    const weights = tf.mean(gradient, [1, 2], true);
    return tf.relu(tf.sum<tf.Tensor3D>(tf.mul(map, weights), 3));
  });
}

/** The gradient of a class's logit with respect to a layer's map, of the map's shape. */
export function classGradient(
  C: Parameters,
  config: DiscriminatorConfig,
  images: tf.Tensor4D,
  decision: Class,
  layer: FeatureLayer,
  map: tf.Tensor4D,
): tf.Tensor4D {
  const logit = (map: tf.Tensor): tf.Tensor => {
    const replace: FeatureHook = (name, own) => (name === layer ? (map as typeof own) : own);
    return logitOf(logits({ C }, config, images, replace), decision);
  };
  return tf.grad(logit)(map) as tf.Tensor4D;
}

/** The sum of a class's logits over the images: at inference no image's logit depends on another image. */
export function logitOf(classLogits: tf.Tensor2D, decision: Class): tf.Scalar {
  return tf.sum(tf.slice(classLogits, [0, decision], [-1, 1]));
}
