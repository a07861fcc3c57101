/**
 * The trunk: the five convolutions of a grouped AlexNet without its last pool, SAME padding throughout. What methods are
 * for are its maps; heads stand on it. It takes images of any side that is a multiple of the size's stride.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import { channels, SIZES, type SizeName } from '../schema/sizes';
import { addBias, conv2d, localResponseNorm, maxPool } from '../kernels/ops';
import { biasSpec, kernelSpec, normalize, normSpecs, type NormMode } from './layers';
import type { Parameters, ParameterSpec } from './parameters';

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

const ALEXNET: Readonly<Record<FeatureLayer, ConvLayer>> = {
  conv1: { filters: 96, kernel: 11, stride: 4, groups: 1, pooled: true },
  conv2: { filters: 256, kernel: 5, stride: 1, groups: 2, pooled: true },
  conv3: { filters: 384, kernel: 3, stride: 1, groups: 1, pooled: false },
  conv4: { filters: 384, kernel: 3, stride: 1, groups: 2, pooled: false },
  conv5: { filters: 256, kernel: 3, stride: 1, groups: 2, pooled: false },
};
/** The trunk's convolutions with their filters at full width. */
export function convolutions(size: SizeName): Readonly<Record<FeatureLayer, ConvLayer>> {
  const { stride, conv1Kernel } = SIZES[size];
  return { ...ALEXNET, conv1: { ...ALEXNET.conv1, kernel: conv1Kernel, stride: stride / 4 } };
}

/** Where biases begin, and the slope of activations below zero, of trunk and heads alike. */
export const BIAS = 0.1;
export const RELU = 0;
/** Mean colour of ImageNet, RGB in 0…255. */
export const MEAN_COLOUR = [123.68, 116.78, 103.94];

/** Post-activation maps, before pooling, [n, h, w, c]. */
export type FeatureMaps = Readonly<Record<FeatureLayer, tf.Tensor4D>>;

/**
 * Sees the map after each rectified layer and says what goes on from there: for pictures of what C looks at, which
 * need gradients at its maps.
 */
export type FeatureHook = <T extends tf.Tensor>(layer: FeatureLayer | 'fc1', map: T) => T;

export const UNTOUCHED: FeatureHook = (_, map) => map;

/** Channels of a layer’s map. */
export function featureWidth({ size }: Pick<Config, 'size'>, layer: FeatureLayer): number {
  return channels(size, 'trunk', ALEXNET[layer].filters);
}

/** Units of AlexNet’s fully connected layers. */
const HIDDEN_UNITS = 4096;

/** The same at a size: of a head’s fc1, and of the classifiers that probes train. */
export function hiddenUnits({ size }: Pick<Config, 'size'>): number {
  return channels(size, 'hidden', HIDDEN_UNITS);
}

/** @param letter of the network that the trunk belongs to, with which its parameters’ names begin */
export function trunkSpecs(letter: string, config: Pick<Config, 'size'>): ParameterSpec[] {
  let input = 3;
  return FEATURE_LAYERS.flatMap((layer) => {
    const { kernel, groups } = convolutions(config.size)[layer];
    const name = `${letter}/${layer}`;
    const output = featureWidth(config, layer);
    const specs = [
      kernelSpec(name, [kernel, kernel, input / groups, output], 'xavier', groups),
      ...(layer === 'conv5' ? normSpecs(name, output, false) : [biasSpec(name, output, BIAS)]),
    ];
    input = output;
    return specs;
  });
}

/**
 * conv5 of a batch that is given in parts. The same as of the whole, but each part is convolved by itself up to the joint normalisation of conv5,
 * so that the backward pass leaves out the parts that need no gradient.
 *
 * @param parts [n, p, p, 3] in [−1, 1]
 * @param sides of the whole batch, that have statistics of their own
 */
export function normalizedConv5(
  network: Parameters,
  letter: string,
  size: SizeName,
  parts: readonly tf.Tensor4D[],
  mode: NormMode,
  sides: 1 | 2 = 1,
): tf.Tensor4D {
  const conv5 = parts.map((part) => convolve(network, letter, size, part, UNTOUCHED).conv5);
  return normalize(network, `${letter}/conv5`, tf.concat(conv5, 0), mode, RELU, sides);
}

/**
 * The maps of images [n, p, p, 3] in [−1, 1].
 *
 * @param sides parts of the batch that have statistics of their own
 * @param hook may replace the map of each layer
 */
export function trunkMaps(
  network: Parameters,
  letter: string,
  size: SizeName,
  images: tf.Tensor4D,
  mode: NormMode,
  sides: 1 | 2 = 1,
  hook: FeatureHook = UNTOUCHED,
): FeatureMaps {
  const { conv5, ...others } = convolve(network, letter, size, images, hook);
  const normalized = normalize(network, `${letter}/conv5`, conv5, mode, RELU, sides);
  return { ...others, conv5: hook('conv5', normalized) };
}

/** conv1 … conv4 and conv5 before its normalisation, of images [n, p, p, 3] in [−1, 1]. */
function convolve(
  network: Parameters,
  letter: string,
  size: SizeName,
  images: tf.Tensor4D,
  hook: FeatureHook,
): FeatureMaps {
  const layers = convolutions(size);
  const features: Partial<Record<FeatureLayer, tf.Tensor4D>> = {};
  // Back to 0…255, minus the mean colour, not divided by the deviation: AlexNet's own input.
  let z: tf.Tensor4D = tf.sub(tf.add(tf.mul(images, 127.5), 127.5), tf.tensor1d(MEAN_COLOUR));
  for (const layer of FEATURE_LAYERS) {
    const { stride, groups, pooled } = layers[layer];
    const name = `${letter}/${layer}`;
    const convolved = conv2d(z, network.get<tf.Rank.R4>(`${name}/kernel`), stride, groups);
    const map =
      layer === 'conv5'
        ? convolved
        : hook(layer, addBias(convolved, network.get<tf.Rank.R1>(`${name}/bias`), RELU));
    features[layer] = map;
    z = pooled ? localResponseNorm(maxPool(map)) : map;
  }
  return features as Record<FeatureLayer, tf.Tensor4D>;
}
