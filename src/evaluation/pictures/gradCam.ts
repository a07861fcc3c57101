/** Where a network looks when it decides: Grad-CAM (Selvaraju et al. 2017), Figure 9 of the paper. */
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureHook } from '../../networks/trunk';
import type { FeatureSource } from '../features';

/**
 * ReLU(Σ_c α_c A_c), α_c being the mean over the map A_c of the gradient of the decision's logit.
 *
 * @param images [n, p, p, 3] in [−1, 1], each judged by itself
 * @param decision index of the logit
 * @returns [n, h, w], at least 0, in no particular unit
 */
export function gradCam(
  source: FeatureSource,
  images: tf.Tensor4D,
  decision: number,
  layer = source.reading.judged,
): tf.Tensor3D {
  const { config, networks, reading } = source;
  return tf.tidy(() => {
    const map = reading.maps(networks, config, images, [layer])[layer]!;
    const gradient = decisionGradient(source, images, decision, layer, map);
    const weights = tf.mean(gradient, [1, 2], true);
    return tf.relu(tf.sum<tf.Tensor3D>(tf.mul(map, weights), 3));
  });
}

/** The gradient of a decision's logit with respect to a layer's map, of the map's shape. */
export function decisionGradient(
  { config, networks, reading }: FeatureSource,
  images: tf.Tensor4D,
  decision: number,
  layer: string,
  map: tf.Tensor4D,
): tf.Tensor4D {
  const logit = (map: tf.Tensor): tf.Tensor => {
    const replace: FeatureHook = (name, own) => (name === layer ? (map as typeof own) : own);
    return logitOf(reading.logits(networks, config, images, replace), decision);
  };
  return tf.grad(logit)(map) as tf.Tensor4D;
}

/** The sum of a decision's logits over the images: at inference no image's logit depends on another image. */
export function logitOf(logits: tf.Tensor2D, decision: number): tf.Scalar {
  return tf.sum(tf.slice(logits, [0, decision], [-1, 1]));
}
