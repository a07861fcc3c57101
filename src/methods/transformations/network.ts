/** The classifier that tells what was done to an image, C of the thesis. */
import type * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '../../experiments/config';
import { classifierSpecs as specs, classLogits, type ClassifyOptions } from '../../networks/classifier';
import type { Parameters, ParameterSpec } from '../../networks/parameters';
import { classesOf } from './about';

export type TransformationsConfig = ConfigOf<'transformations'>;

/** The layer of the logits. */
export const LAST = 'kind';

export function classifierSpecs(
  config: Pick<TransformationsConfig, 'size' | 'head' | 'kinds'>,
): ParameterSpec[] {
  return specs(config, LAST, classesOf(config).length);
}

/** Logits [n, classes] in the order of classesOf, of images [n, p, p, 3] in [−1, 1]. */
export function classify(
  C: Parameters,
  config: Pick<TransformationsConfig, 'size' | 'head'>,
  images: tf.Tensor4D,
  options?: ClassifyOptions,
): tf.Tensor2D {
  return classLogits(C, config, LAST, images, options);
}
