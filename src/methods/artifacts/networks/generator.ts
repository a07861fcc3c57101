/**
 * The generator of ablation (l): a standard GAN's, which makes images from noise instead of damaging any. The paper
 * does not describe it; this is the DCGAN of the thesis's Table 7.2 (z [128] normal, four transposed 4×4 convolutions
 * of stride 2), begun from a map of φ's size. Where E halves the resolution less often, its
 * first layers are left out.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import { cellsPerSide, channels, halvings } from '../../../schema/sizes';
import { addBias, conv2d } from '../../../kernels/ops';
import {
  biasSpec,
  enlarge,
  enlargingSpec,
  kernelSpec,
  normalize,
  normSpecs,
  type NormMode,
} from '../../../networks/layers';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';

const LATENT_NUMBERS = 128;
/** Channels after the projection and after each transposed convolution, at full width. */
const PAPER_CHANNELS = [1024, 512, 256, 128, 64];
/** Slope of the activations below zero. */
const RELU = 0;

export type GeneratorConfig = Pick<ArtifactsConfig, 'size'>;

/** Channels after the projection and after each transposed convolution. */
function generatorChannels({ size }: GeneratorConfig): number[] {
  return PAPER_CHANNELS.slice(-1 - halvings(size)).map((count) => channels(size, 'autoencoder', count));
}

/** The layer that gives the three colours: G/5 in the thesis. */
export function lastGeneratorLayer({ size }: GeneratorConfig): number {
  return halvings(size) + 1;
}

export function generatorSpecs(config: GeneratorConfig): ParameterSpec[] {
  const widths = generatorChannels(config);
  const [first = 0, ...others] = widths;
  const last = `G/${lastGeneratorLayer(config)}`;
  const layers = others.flatMap((output, index) => {
    const name = `G/${index + 1}`;
    return [enlargingSpec(name, widths[index]!, output), ...normSpecs(name, output)];
  });
  return [
    kernelSpec('G/project', [LATENT_NUMBERS, cellsPerSide(config.size) ** 2 * first], 'he'),
    ...normSpecs('G/project', first),
    ...layers,
    kernelSpec(last, [3, 3, widths.at(-1)!, 3], 'he'),
    biasSpec(last, 3),
  ];
}

/** z, [n, 128], normal. */
export function drawLatent(random: Random, n: number): tf.Tensor2D {
  const values = Float32Array.from({ length: n * LATENT_NUMBERS }, () => random.normal());
  return tf.tensor2d(values, [n, LATENT_NUMBERS]);
}

/**
 * Images from noise.
 *
 * @param latent z, [n, 128]
 * @returns [n, p, p, 3] in [−1, 1]
 */
export function generate(
  G: Parameters,
  config: GeneratorConfig,
  latent: tf.Tensor2D,
  mode: NormMode,
): tf.Tensor4D {
  const cells = cellsPerSide(config.size);
  const projected = tf.matMul(latent, G.get<tf.Rank.R2>('G/project/kernel'));
  const map: tf.Tensor4D = tf.reshape(projected, [latent.shape[0], cells, cells, -1]);
  let z = normalize(G, 'G/project', map, mode, RELU);
  const last = lastGeneratorLayer(config);
  for (let i = 1; i < last; i++) {
    z = normalize(G, `G/${i}`, enlarge(z, G.get<tf.Rank.R4>(`G/${i}/kernel`)), mode, RELU);
  }
  const colours = conv2d(z, G.get<tf.Rank.R4>(`G/${last}/kernel`), 1);
  return tf.tanh(addBias(colours, G.get<tf.Rank.R1>(`G/${last}/bias`)));
}
