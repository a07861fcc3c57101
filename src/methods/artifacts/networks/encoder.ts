/**
 * The encoder E: one convolution at full resolution, then one for each halving of it. In the paper there are four halvings,
 * so that a cell of φ sees an 18×18 patch of the image.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { channels, halvings, type SizeName } from '../../../schema/sizes';
import { conv2d } from '../../../kernels/ops';
import { kernelSpec, normalize, normSpecs, type NormMode } from '../../../networks/layers';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';

/** Output channels of E1–E5 at full width; E1 keeps the resolution, E2–E5 halve it. */
const PAPER_CHANNELS = [32, 64, 128, 256, 512];

/**
 * Output channels of E's layers. Where there are fewer than four halvings, those before φ are left out, whose own channels
 * stay.
 */
export function encoderChannels(size: SizeName): number[] {
  const counts = [...PAPER_CHANNELS.slice(0, halvings(size)), PAPER_CHANNELS.at(-1)!];
  return counts.map((count) => channels(size, 'autoencoder', count));
}

export type EncoderConfig = Pick<ArtifactsConfig, 'size' | 'encoderKernel' | 'leakySlope'>;

/** Channels of φ. */
export function featureChannels(config: Pick<ArtifactsConfig, 'size'>): number {
  return encoderChannels(config.size).at(-1)!;
}

export function encoderSpecs(config: EncoderConfig): ParameterSpec[] {
  let input = 3;
  return encoderChannels(config.size).flatMap((output, i) => {
    const k = i === 0 ? 3 : config.encoderKernel;
    const name = `E/${i + 1}`;
    const specs = [kernelSpec(name, [k, k, input, output], 'he'), ...normSpecs(name, output)];
    input = output;
    return specs;
  });
}

/**
 * φ(x), the feature that is damaged.
 *
 * @param x images [n, p, p, 3] in [−1, 1]
 * @param look sees the output of each layer E_i, i = 1…
 * @returns [n, m, m, c], m cells along each axis
 */
export function encode(
  E: Parameters,
  config: EncoderConfig,
  x: tf.Tensor4D,
  mode: NormMode,
  look?: (i: number, z: tf.Tensor4D) => void,
): tf.Tensor4D {
  return encoderChannels(config.size).reduce((z, _, i) => {
    const name = `E/${i + 1}`;
    const convolved = conv2d(z, E.get<tf.Rank.R4>(`${name}/kernel`), i === 0 ? 1 : 2);
    const output = normalize(E, name, convolved, mode, config.leakySlope);
    look?.(i + 1, output);
    return output;
  }, x);
}
