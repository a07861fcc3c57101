/** The classifier that tells how an image was turned, and the turning. */
import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '../../experiments/config';
import { classifierSpecs as specs, classLogits, type ClassifyOptions } from '../../networks/classifier';
import type { Parameters, ParameterSpec } from '../../networks/parameters';
import { TURNS } from './about';

export type RotationsConfig = ConfigOf<'rotations'>;
type Shape = Pick<RotationsConfig, 'size' | 'head'>;

/** The layer of the logits. */
export const LAST = 'turn';

export function classifierSpecs(config: Shape): ParameterSpec[] {
  return specs(config, LAST, TURNS.length);
}

/** Logits [n, 4] of the rotations, in the order of TURNS, of images [n, p, p, 3] in [−1, 1]. */
export function classify(
  C: Parameters,
  config: Shape,
  images: tf.Tensor4D,
  options?: ClassifyOptions,
): tf.Tensor2D {
  return classLogits(C, config, LAST, images, options);
}

/** Images [n, p, p, 3] turned to the left by so many quarters. */
export function turned(images: tf.Tensor4D, quarters: number): tf.Tensor4D {
  switch (quarters % 4) {
    case 1:
      return tf.reverse(tf.transpose(images, [0, 2, 1, 3]), 1);
    case 2:
      return tf.reverse(images, [1, 2]);
    case 3:
      return tf.transpose(tf.reverse(images, 1), [0, 2, 1, 3]);
    default:
      return images;
  }
}
