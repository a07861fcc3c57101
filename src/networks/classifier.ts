/** A classifier of images: the trunk, whose maps are the features, and a head on conv5 with one logit for each class. */
import * as tf from '@tensorflow/tfjs-core';
import { cellsPerSide, type SizeName } from '../schema/sizes';
import { biasSpec, dense, kernelSpec, type NormMode } from './layers';
import type { Parameters, ParameterSpec } from './parameters';
import { BIAS, featureWidth, hiddenUnits, RELU, trunkMaps, trunkSpecs, type FeatureHook } from './trunk';

/** What shapes a classifier, of a method’s settings. */
export interface ClassifierShape {
  readonly size: SizeName;
  /** Linear on conv5, or with a layer of hidden units, fc1, before it. */
  readonly head: 'linear' | 'hidden';
}

/** Numbers that the last layer reads, of which dropout drops some. */
export function headInputs({ size, head }: ClassifierShape): number {
  return head === 'hidden' ? hiddenUnits({ size }) : flatLength(size);
}

/** Numbers in conv5 of an image. */
function flatLength(size: SizeName): number {
  return cellsPerSide(size) ** 2 * featureWidth({ size }, 'conv5');
}

/** @param last what the layer of the logits is called */
export function classifierSpecs(shape: ClassifierShape, last: string, classes: number): ParameterSpec[] {
  const { size, head } = shape;
  const inputs = headInputs(shape);
  const hidden = [kernelSpec('C/fc1', [flatLength(size), inputs], 'xavier'), biasSpec('C/fc1', inputs, BIAS)];
  return [
    ...trunkSpecs('C', { size }),
    ...(head === 'hidden' ? hidden : []),
    kernelSpec(`C/${last}`, [inputs, classes], 'xavier'),
    biasSpec(`C/${last}`, classes),
  ];
}

/** What may be done otherwise in a forward pass. */
export interface ClassifyOptions {
  /** `inference` if absent. */
  readonly mode?: NormMode;
  /** Factors for what the last layer reads, [n, inputs]: 0 or 1/keep. */
  readonly dropout?: tf.Tensor2D | null;
  /** May replace the map of each layer. */
  readonly hook?: FeatureHook | undefined;
}

/**
 * Logits [n, classes].
 *
 * @param images [n, p, p, 3] in [−1, 1]
 */
export function classLogits(
  C: Parameters,
  { size, head }: ClassifierShape,
  last: string,
  images: tf.Tensor4D,
  { mode = 'inference', dropout = null, hook }: ClassifyOptions = {},
): tf.Tensor2D {
  const { conv5 } = trunkMaps(C, 'C', size, images, mode, 1, hook);
  const flat: tf.Tensor2D = tf.reshape(conv5, [conv5.shape[0], -1]);
  const read = head === 'hidden' ? dense(C, 'C/fc1', flat, RELU) : flat;
  const shown = head === 'hidden' && hook ? hook('fc1', read) : read;
  return dense(C, `C/${last}`, dropout ? tf.mul<tf.Tensor2D>(shown, dropout) : shown);
}
