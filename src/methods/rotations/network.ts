/** The classifier: the trunk, whose maps are the features, and a head that tells how an image was turned. */
import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '../../experiments/config';
import { addBias } from '../../kernels/ops';
import { biasSpec, kernelSpec, type NormMode } from '../../networks/layers';
import type { Parameters, ParameterSpec } from '../../networks/parameters';
import {
  BIAS,
  featureWidth,
  hiddenUnits,
  RELU,
  trunkMaps,
  trunkSpecs,
  type FeatureHook,
} from '../../networks/trunk';
import { cellsPerSide } from '../../schema/sizes';
import { TURNS } from './about';

export type RotationsConfig = ConfigOf<'rotations'>;

/** Numbers that the last layer reads, of which dropout drops some. */
export function headInputs({ size, head }: Pick<RotationsConfig, 'size' | 'head'>): number {
  return head === 'hidden' ? hiddenUnits({ size }) : flatLength(size);
}

/** Numbers in conv5 of an image. */
function flatLength(size: RotationsConfig['size']): number {
  return cellsPerSide(size) ** 2 * featureWidth({ size }, 'conv5');
}

export function classifierSpecs({ size, head }: Pick<RotationsConfig, 'size' | 'head'>): ParameterSpec[] {
  const inputs = headInputs({ size, head });
  const hidden = [kernelSpec('C/fc1', [flatLength(size), inputs], 'xavier'), biasSpec('C/fc1', inputs, BIAS)];
  return [
    ...trunkSpecs('C', { size }),
    ...(head === 'hidden' ? hidden : []),
    kernelSpec('C/turn', [inputs, TURNS.length], 'xavier'),
    biasSpec('C/turn', TURNS.length),
  ];
}

/**
 * Logits [n, 4] of the rotations, in the order of TURNS.
 *
 * @param images [n, p, p, 3] in [−1, 1]
 * @param dropout factors for what the last layer reads, [n, inputs]: 0 or 1/keep; null at inference
 * @param hook may replace the map of each layer
 */
export function classify(
  C: Parameters,
  { size, head }: Pick<RotationsConfig, 'size' | 'head'>,
  images: tf.Tensor4D,
  mode: NormMode,
  dropout: tf.Tensor2D | null,
  hook?: FeatureHook,
): tf.Tensor2D {
  const { conv5 } = trunkMaps(C, 'C', size, images, mode, 1, hook);
  const flat: tf.Tensor2D = tf.reshape(conv5, [conv5.shape[0], -1]);
  const read = head === 'hidden' ? dense(C, 'fc1', flat, RELU) : flat;
  const shown = head === 'hidden' && hook ? hook('fc1', read) : read;
  return dense(C, 'turn', dropout ? tf.mul<tf.Tensor2D>(shown, dropout) : shown);
}

function dense(C: Parameters, layer: string, x: tf.Tensor2D, slope?: number): tf.Tensor2D {
  const product = tf.matMul<tf.Tensor2D>(x, C.get<tf.Rank.R2>(`C/${layer}/kernel`));
  return addBias(product, C.get<tf.Rank.R1>(`C/${layer}/bias`), slope);
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
