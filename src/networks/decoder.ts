/** The decoder D: four times bilinear ×2 and a convolution, then a convolution to pixels. */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../experiments/config';
import { channels } from '../experiments/sizes';
import { addBias, conv2d, leakyRelu, upsample2x } from '../kernels/ops';
import { featureChannels } from './encoder';
import { biasSpec, kernelSpec, normalize, normSpecs, type NormMode } from './layers';
import type { Parameters, ParameterSpec } from './parameters';

/** Output channels of D1–D4 at full width; D5 gives the three colours. */
const PAPER_CHANNELS = [256, 128, 64, 32];

export type DecoderConfig = Pick<Config, 'size' | 'leakySlope' | 'decoderOutput'>;

/** Changes the input of layer D_i, i = 1…5: where the repair network sits (eq. 2). */
export type LayerHook = (i: number, z: tf.Tensor4D) => tf.Tensor4D;

/** Channels of the input of D_i, i = 1…5. */
export function decoderInputChannels(config: Pick<Config, 'size'>, i: number): number {
  return i === 1 ? featureChannels(config) : channels(config.size, PAPER_CHANNELS[i - 2]!);
}

export function decoderSpecs(config: DecoderConfig): ParameterSpec[] {
  const layers = PAPER_CHANNELS.flatMap((paperChannels, index) => {
    const name = `D/${index + 1}`;
    const output = channels(config.size, paperChannels);
    const shape = [3, 3, decoderInputChannels(config, index + 1), output];
    return [kernelSpec(name, shape, 'he'), ...normSpecs(name, output)];
  });
  return [...layers, kernelSpec('D/5', [3, 3, decoderInputChannels(config, 5), 3], 'he'), biasSpec('D/5', 3)];
}

/**
 * Images from features.
 *
 * @param features φ or damaged φ̂, [n, m, m, 512·width]
 * @param repair applied to the input of each layer, for the corrupt image D̂(φ̂, Ω)
 * @returns [n, 16m, 16m, 3], in [−1, 1] with the tanh output
 */
export function decode(
  D: Parameters,
  config: DecoderConfig,
  features: tf.Tensor4D,
  mode: NormMode,
  repair: LayerHook = (_, z) => z,
): tf.Tensor4D {
  let z = features;
  for (let i = 1; i <= 4; i++) {
    z = conv2d(upsample2x(repair(i, z)), D.get<tf.Rank.R4>(`D/${i}/kernel`), 1);
    z = normalize(D, `D/${i}`, z, mode, config.leakySlope);
  }
  const last = conv2d(repair(5, z), D.get<tf.Rank.R4>('D/5/kernel'), 1);
  const pixels = addBias(last, D.get<tf.Rank.R1>('D/5/bias'));
  return config.decoderOutput === 'tanh' ? tf.tanh(pixels) : leakyRelu(pixels, config.leakySlope);
}
