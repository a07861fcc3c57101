/**
 * The discriminator C: a grouped AlexNet without its last pool, SAME padding throughout, stride 16. One head tells
 * real from corrupt, the other predicts Ω cell by cell. Its convolutions are the features that the method is for.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import { cellsPerSide, channels } from '../experiments/sizes';
import { addBias, conv2d, localResponseNorm, maxPool } from '../kernels/ops';
import { biasSpec, kernelSpec, normalize, normSpecs, type NormMode } from './layers';
import type { Parameters, ParameterSpec } from './parameters';

export type DiscriminatorConfig = Pick<Config, 'size' | 'discriminatorNorm' | 'normStatistics'>;

export const FEATURE_LAYERS = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'] as const;
export type FeatureLayer = (typeof FEATURE_LAYERS)[number];

interface ConvLayer {
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly groups: number;
  /** Whether a 3×3/2 max pool and local response normalisation follow (CaffeNet's order). */
  readonly pooled: boolean;
}

export const CONVOLUTIONS: Readonly<Record<FeatureLayer, ConvLayer>> = {
  conv1: { filters: 96, kernel: 11, stride: 4, groups: 1, pooled: true },
  conv2: { filters: 256, kernel: 5, stride: 1, groups: 2, pooled: true },
  conv3: { filters: 384, kernel: 3, stride: 1, groups: 1, pooled: false },
  conv4: { filters: 384, kernel: 3, stride: 1, groups: 2, pooled: false },
  conv5: { filters: 256, kernel: 3, stride: 1, groups: 2, pooled: false },
};
const PAPER_HIDDEN_UNITS = 4096;
const BIAS = 0.1;
/** Slope of the activations below zero. */
const RELU = 0;
/** Mean colour of ImageNet, RGB in 0…255. */
export const MEAN_COLOUR = [123.68, 116.78, 103.94];

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
  /** Post-activation maps, before pooling, [n, h, w, c]. */
  readonly features: Readonly<Record<FeatureLayer, tf.Tensor4D>>;
}

/**
 * Sees the map after each rectified layer and says what goes on from there: for pictures of what C looks at, which
 * need gradients at its maps.
 */
export type FeatureHook = <T extends tf.Tensor>(layer: FeatureLayer | 'fc1', map: T) => T;

const UNTOUCHED: FeatureHook = (_, map) => map;

/** Units of fc1. */
export function hiddenUnits(config: Pick<Config, 'size'>): number {
  return channels(config.size, PAPER_HIDDEN_UNITS);
}

export function discriminatorSpecs(
  config: Pick<DiscriminatorConfig, 'size' | 'discriminatorNorm'>,
): ParameterSpec[] {
  let input = 3;
  const convolutions = FEATURE_LAYERS.flatMap((layer) => {
    const { filters, kernel, groups } = CONVOLUTIONS[layer];
    const name = `C/${layer}`;
    const output = channels(config.size, filters);
    const specs = [
      kernelSpec(name, [kernel, kernel, input / groups, output], 'xavier', groups),
      ...(layer === 'conv5' ? normSpecs(name, output, false) : [biasSpec(name, output, BIAS)]),
    ];
    input = output;
    return specs;
  });
  const hidden = hiddenUnits(config);
  const flat = cellsPerSide(config.size) ** 2 * input;
  return [
    ...convolutions,
    kernelSpec('C/mask', [3, 3, input, 1], 'xavier'),
    biasSpec('C/mask', 1, BIAS),
    kernelSpec('C/fc1', [flat, hidden], 'xavier'),
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
  const { conv5, ...features } = convolve(C, images, hook);
  const normalized = hook('conv5', normalize(C, 'C/conv5', conv5, mode, RELU, sides(config)));
  return {
    features: { ...features, conv5: normalized },
    ...judge(C, config, normalized, mode, dropout, hook),
  };
}

/**
 * Judges a batch that is given in parts. The same verdict as on the whole, but each part is convolved by itself up to
 * the joint normalisation of conv5, so that the backward pass leaves out the parts that need no gradient.
 */
export function discriminateParts(
  C: Parameters,
  config: DiscriminatorConfig,
  parts: readonly tf.Tensor4D[],
  mode: NormMode,
  dropout: tf.Tensor2D | null,
): Verdict {
  const conv5 = tf.concat(
    parts.map((part) => convolve(C, part, UNTOUCHED).conv5),
    0,
  );
  const normalized = normalize(C, 'C/conv5', conv5, mode, RELU, sides(config));
  return judge(C, config, normalized, mode, dropout, UNTOUCHED);
}

/** conv1 … conv4 and conv5 before its normalisation, of images [n, p, p, 3] in [−1, 1]. */
function convolve(C: Parameters, images: tf.Tensor4D, hook: FeatureHook): Record<FeatureLayer, tf.Tensor4D> {
  const features: Partial<Record<FeatureLayer, tf.Tensor4D>> = {};
  // Back to 0…255, minus the mean colour, not divided by the deviation: AlexNet's own input.
  let z: tf.Tensor4D = tf.sub(tf.add(tf.mul(images, 127.5), 127.5), tf.tensor1d(MEAN_COLOUR));
  for (const layer of FEATURE_LAYERS) {
    const { stride, groups, pooled } = CONVOLUTIONS[layer];
    const name = `C/${layer}`;
    const convolved = conv2d(z, C.get<tf.Rank.R4>(`${name}/kernel`), stride, groups);
    const map =
      layer === 'conv5'
        ? convolved
        : hook(layer, addBias(convolved, C.get<tf.Rank.R1>(`${name}/bias`), RELU));
    features[layer] = map;
    z = pooled ? localResponseNorm(maxPool(map)) : map;
  }
  return features as Record<FeatureLayer, tf.Tensor4D>;
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
