/**
 * What measures and pictures read of the networks: maps by the name of their layer, and the logits of a decision. Which
 * network has which layer is said here and nowhere else.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import { discriminate } from './discriminator';
import { encode } from './encoder';
import type { Networks } from './networks';
import { FEATURE_LAYERS, type FeatureHook } from './trunk';

/** conv1…conv5 of C, and φ of the autoencoder. */
export const READ_LAYERS = [...FEATURE_LAYERS, 'encoder'] as const;
export type ReadLayer = (typeof READ_LAYERS)[number];

/**
 * Maps of images [n, p, p, 3] in [−1, 1], each by itself: [n, h, w, c]. Differentiable. Networks of which no layer is
 * asked for are not run.
 */
export function maps<L extends ReadLayer>(
  { E, C }: Pick<Networks, 'E' | 'C'>,
  config: Config,
  images: tf.Tensor4D,
  layers: readonly L[],
): Readonly<Record<L, tf.Tensor4D>> {
  const asked: readonly ReadLayer[] = layers;
  const convolutions = asked.some((layer) => layer !== 'encoder')
    ? discriminate(C, config, images, 'inference', null).features
    : null;
  const map = (layer: ReadLayer): tf.Tensor4D =>
    layer === 'encoder' ? encode(E, config, images, 'inference') : convolutions![layer];
  return Object.fromEntries(asked.map((layer) => [layer, map(layer)])) as Record<L, tf.Tensor4D>;
}

/**
 * Logits [n, decisions] of images [n, p, p, 3] in [−1, 1], each judged by itself. Differentiable.
 *
 * @param hook may replace the map of each layer
 */
export function logits(
  { C }: Pick<Networks, 'C'>,
  config: Pick<Config, 'size' | 'discriminatorNorm' | 'normStatistics'>,
  images: tf.Tensor4D,
  hook?: FeatureHook,
): tf.Tensor2D {
  return discriminate(C, config, images, 'inference', null, hook).classLogits;
}
