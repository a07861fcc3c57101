/** Guided backpropagation (Springenberg et al. 2015): which pixels speak for a neuron or a decision. */
import * as tf from '@tensorflow/tfjs-core';
import type { FeatureHook } from '../../networks/trunk';
import type { FeatureSource } from '../features';
import { logitOf } from './gradCam';

/** What the pixels should speak for: a decision, or one channel of a layer, summed over its map. */
type GuidedTarget = { readonly decision: number } | { readonly layer: string; readonly neuron: number };

/**
 * The gradient of the target with respect to the pixels, where at every ReLU only what is positive goes on back.
 *
 * @param images [n, p, p, 3] in [−1, 1], each judged by itself
 * @returns [n, p, p, 3]
 */
export function guidedBackprop(
  source: FeatureSource,
  images: tf.Tensor4D,
  target: GuidedTarget,
): tf.Tensor4D {
  const objective = (x: tf.Tensor): tf.Tensor => valueOf(source, x as tf.Tensor4D, target);
  return tf.tidy(() => tf.grad(objective)(images) as tf.Tensor4D);
}

/** The identity, whose gradient lets only positive values through. The ReLU before it does the rest. */
const guide: FeatureHook = (_, map) =>
  tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc: (dy) => tf.relu(dy) }))(
    map,
  ) as typeof map;

function valueOf(
  { config, networks, reading }: FeatureSource,
  x: tf.Tensor4D,
  target: GuidedTarget,
): tf.Scalar {
  if ('decision' in target) return logitOf(reading.logits(networks, config, x, guide), target.decision);
  const { layer, neuron } = target;
  const map = reading.maps(networks, config, x, [layer], { hook: guide })[layer]!;
  return tf.sum(tf.slice(map, [0, 0, 0, neuron], [-1, -1, -1, 1]));
}
