/** Guided backpropagation (Springenberg et al. 2015): which pixels speak for a neuron or a decision. */
import * as tf from '@tensorflow/tfjs-core';
import { discriminate, type DiscriminatorConfig, type Judgement } from '../../networks/discriminator';
import type { FeatureHook, FeatureLayer } from '../../networks/trunk';
import type { Parameters } from '../../networks/parameters';
import { logitOf, type Class } from './gradCam';

/** What the pixels should speak for: a class, or one channel of a layer, summed over its map. */
export type GuidedTarget =
  { readonly decision: Class } | { readonly layer: FeatureLayer; readonly neuron: number };

/**
 * The gradient of the target with respect to the pixels, where at every ReLU only what is positive goes on back.
 *
 * @param images [n, p, p, 3] in [−1, 1], each judged by itself
 * @returns [n, p, p, 3]
 */
export function guidedBackprop(
  C: Parameters,
  config: DiscriminatorConfig,
  images: tf.Tensor4D,
  target: GuidedTarget,
): tf.Tensor4D {
  const objective = (x: tf.Tensor): tf.Tensor =>
    valueOf(discriminate(C, config, x as tf.Tensor4D, 'inference', null, guide), target);
  return tf.tidy(() => tf.grad(objective)(images) as tf.Tensor4D);
}

/** The identity, whose gradient lets only positive values through. The ReLU before it does the rest. */
const guide: FeatureHook = (_, map) =>
  tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc: (dy) => tf.relu(dy) }))(
    map,
  ) as typeof map;

function valueOf({ features, classLogits }: Judgement, target: GuidedTarget): tf.Scalar {
  if ('decision' in target) return logitOf(classLogits, target.decision);
  return tf.sum(tf.slice(features[target.layer], [0, 0, 0, target.neuron], [-1, -1, -1, 1]));
}
