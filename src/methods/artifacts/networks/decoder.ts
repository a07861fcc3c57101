/**
 * The decoder D: for each halving of E bilinear ×2 and a convolution, four times in the paper, then a convolution to
 * pixels.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { halvings, type SizeName } from '../../../schema/sizes';
import { addBias, conv2d, leakyRelu, upsample2x } from '../../../kernels/ops';
import { encoderChannels } from './encoder';
import { biasSpec, kernelSpec, normalize, normSpecs, type NormMode } from '../../../networks/layers';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';

export type DecoderConfig = Pick<ArtifactsConfig, 'size' | 'leakySlope' | 'decoderOutput'>;

/** Changes the input of layer D_i, i = 1…, D5 in the paper: where the repair network sits (eq. 2). */
export type LayerHook = (i: number, z: tf.Tensor4D) => tf.Tensor4D;

/** Layers of D: 5 in the paper. The last gives the three colours. */
export function decoderLayers(size: SizeName): number {
  return halvings(size) + 1;
}

/** Channels of the input of D_i, i = 1…: those of E's output, then of its layers backwards. */
export function decoderInputChannels(config: Pick<ArtifactsConfig, 'size'>, i: number): number {
  return encoderChannels(config.size).at(-i)!;
}

export function decoderSpecs(config: DecoderConfig): ParameterSpec[] {
  const last = decoderLayers(config.size);
  return Array.from({ length: last }, (_, index) => {
    const [name, input] = [`D/${index + 1}`, decoderInputChannels(config, index + 1)];
    if (index + 1 === last) return [kernelSpec(name, [3, 3, input, 3], 'he'), biasSpec(name, 3)];
    const output = decoderInputChannels(config, index + 2);
    return [kernelSpec(name, [3, 3, input, output], 'he'), ...normSpecs(name, output)];
  }).flat();
}

/**
 * Images from features.
 *
 * @param features φ or damaged φ̂, [n, m, m, c]
 * @param repair applied to the input of each layer, for the corrupt image D̂(φ̂, Ω)
 * @returns [n, p, p, 3], in [−1, 1] with the tanh output
 */
export function decode(
  D: Parameters,
  config: DecoderConfig,
  features: tf.Tensor4D,
  mode: NormMode,
  repair: LayerHook = (_, z) => z,
): tf.Tensor4D {
  const last = decoderLayers(config.size);
  let z = features;
  for (let i = 1; i < last; i++) {
    z = conv2d(upsample2x(repair(i, z)), D.get<tf.Rank.R4>(`D/${i}/kernel`), 1);
    z = normalize(D, `D/${i}`, z, mode, config.leakySlope);
  }
  const colours = conv2d(repair(last, z), D.get<tf.Rank.R4>(`D/${last}/kernel`), 1);
  const pixels = addBias(colours, D.get<tf.Rank.R1>(`D/${last}/bias`));
  return config.decoderOutput === 'tanh' ? tf.tanh(pixels) : leakyRelu(pixels, config.leakySlope);
}
