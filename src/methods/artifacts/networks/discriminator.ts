/**
 * The discriminator C: the trunk, whose maps are the features that the method is for, and two heads on its last map. One
 * tells real from corrupt, the other predicts Ω cell by cell.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { cellsPerSide } from '../../../schema/sizes';
import { addBias, conv2d } from '../../../kernels/ops';
import { biasSpec, kernelSpec, normalize, normSpecs, type NormMode } from '../../../networks/layers';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';
import {
  BIAS,
  featureWidth,
  hiddenUnits,
  normalizedConv5,
  RELU,
  trunkMaps,
  trunkSpecs,
  UNTOUCHED,
  type FeatureHook,
  type FeatureMaps,
} from '../../../networks/trunk';

export type DiscriminatorConfig = Pick<ArtifactsConfig, 'size' | 'discriminatorNorm' | 'normStatistics'>;

/** Logit index of the class head. */
export const CORRUPT = 0;
export const REAL = 1;

export interface Verdict {
  /** Logits of “this cell was kept”, [n, m, m, 1]. */
  readonly maskLogits: tf.Tensor4D;
  /** Logits of (corrupt, real), [n, 2]. */
  readonly classLogits: tf.Tensor2D;
}

export interface Judgement extends Verdict {
  readonly features: FeatureMaps;
}

export function discriminatorSpecs(
  config: Pick<ArtifactsConfig, 'size' | 'discriminatorNorm' | 'hiddenStart'>,
): ParameterSpec[] {
  const input = featureWidth(config, 'conv5');
  const hidden = hiddenUnits(config);
  const places = cellsPerSide(config.size) ** 2;
  const fc1 = kernelSpec('C/fc1', [places * input, hidden], 'xavier');
  return [
    ...trunkSpecs('C', config),
    kernelSpec('C/mask', [3, 3, input, 1], 'xavier'),
    biasSpec('C/mask', 1, BIAS),
    config.hiddenStart === 'convolution' ? { ...fc1, places } : fc1,
    ...(normalizesHidden(config) ? normSpecs('C/fc1', hidden, false) : [biasSpec('C/fc1', hidden, BIAS)]),
    kernelSpec('C/fc2', [hidden, 2], 'xavier'),
    biasSpec('C/fc2', 2, BIAS),
  ];
}

/** Parts of a batch, real images first, that have statistics of their own. */
function sides({ normStatistics }: DiscriminatorConfig): 1 | 2 {
  return normStatistics === 'separate' ? 2 : 1;
}

function normalizesHidden(config: Pick<DiscriminatorConfig, 'discriminatorNorm'>): boolean {
  return config.discriminatorNorm === 'conv5+fc1';
}

/**
 * Judges images.
 *
 * @param images [n, p, p, 3] in [−1, 1]; batch statistics are taken over all of them together, or over each half
 * @param dropout factors for fc1's units, [n, units]: 0 or 1/keep; null at inference
 * @param hook may replace the map of each layer
 */
export function discriminate(
  C: Parameters,
  config: DiscriminatorConfig,
  images: tf.Tensor4D,
  mode: NormMode,
  dropout: tf.Tensor2D | null,
  hook: FeatureHook = UNTOUCHED,
): Judgement {
  const features = trunkMaps(C, 'C', config.size, images, mode, sides(config), hook);
  return { features, ...judge(C, config, features.conv5, mode, dropout, hook) };
}

/**
 * Judges a batch that is given in parts: the same verdict as on the whole, but the backward pass leaves out the parts
 * that need no gradient.
 */
export function discriminateParts(
  C: Parameters,
  config: DiscriminatorConfig,
  parts: readonly tf.Tensor4D[],
  mode: NormMode,
  dropout: tf.Tensor2D | null,
): Verdict {
  const conv5 = normalizedConv5(C, 'C', config.size, parts, mode, sides(config));
  return judge(C, config, conv5, mode, dropout, UNTOUCHED);
}

/** Both heads on conv5 [n, m, m, c]. */
function judge(
  C: Parameters,
  config: DiscriminatorConfig,
  conv5: tf.Tensor4D,
  mode: NormMode,
  dropout: tf.Tensor2D | null,
  hook: FeatureHook,
): Verdict {
  const bias = (layer: string): tf.Tensor1D => C.get<tf.Rank.R1>(`C/${layer}/bias`);
  const maskLogits = addBias(conv2d(conv5, C.get<tf.Rank.R4>('C/mask/kernel'), 1), bias('mask'));
  const flat: tf.Tensor2D = tf.reshape(conv5, [conv5.shape[0], -1]);
  const product: tf.Tensor2D = tf.matMul(flat, C.get<tf.Rank.R2>('C/fc1/kernel'));
  const hidden = normalizesHidden(config)
    ? normalize(C, 'C/fc1', product, mode, RELU, sides(config))
    : addBias(product, bias('fc1'), RELU);
  const shown = hook('fc1', hidden);
  const kept = dropout ? tf.mul<tf.Tensor2D>(shown, dropout) : shown;
  const classLogits = addBias(tf.matMul<tf.Tensor2D>(kept, C.get<tf.Rank.R2>('C/fc2/kernel')), bias('fc2'));
  return { maskLogits, classLogits };
}
