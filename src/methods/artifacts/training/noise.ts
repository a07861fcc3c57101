/**
 * Gaussian noise on what C sees, real and corrupt images alike, which keeps C from winning too early: the thesis's
 * chapter 7 (“distribution filtering”), there for standard GANs. Neither the paper nor the authors' code has it.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';
import type { Adam } from '../../../training/adam';

const SIGMA = 'N/sigma';

export type NoiseConfig = Pick<ArtifactsConfig, 'noise' | 'noiseSigma' | 'noiseLearnt'>;

/** σ [1] where it is learnt, else nothing. */
export function noiseSpecs(config: NoiseConfig): ParameterSpec[] {
  if (config.noise === 'none' || !config.noiseLearnt) return [];
  return [{ name: SIGMA, shape: [1], init: config.noiseSigma, trainable: true, decays: false }];
}

/** How often C sees each image. */
export function copiesSeen({ noise }: Pick<NoiseConfig, 'noise'>): 1 | 2 {
  return noise === 'both' ? 2 : 1;
}

/**
 * Images as C sees them: all with noise (`all`), each clean and then again with noise (`both`, twice as many), or the
 * first half clean and the others with noise (`half`).
 *
 * @param images [n, p, p, 3]
 * @param N may hold a σ to differentiate by
 */
export function withNoise(
  images: tf.Tensor4D,
  config: NoiseConfig,
  N: Parameters,
  random: Random,
): tf.Tensor4D {
  if (config.noise === 'none') return images;
  const [n] = images.shape;
  const clean = config.noise === 'all' ? 0 : config.noise === 'both' ? n : Math.ceil(n / 2);
  const noisy = config.noise === 'half' ? tf.slice(images, [clean, 0, 0, 0], [-1, -1, -1, -1]) : images;
  const standard = Float32Array.from({ length: noisy.size }, () => random.normal());
  const sigma = N.has(SIGMA) ? N.get<tf.Rank.R1>(SIGMA) : tf.scalar(config.noiseSigma);
  const added: tf.Tensor4D = tf.add(noisy, tf.mul(tf.tensor4d(standard, noisy.shape), sigma));
  return clean === 0 ? added : tf.concat([tf.slice(images, [0, 0, 0, 0], [clean, -1, -1, -1]), added], 0);
}

/**
 * One update of σ, if it is learnt: against C's objective, which noise makes larger, with λσ² to hold it back.
 *
 * @param gradients of C's objective by variable name; that of σ is disposed of
 */
export function updateNoise(
  N: Parameters,
  optimiser: Adam,
  gradients: tf.NamedTensorMap,
  penalty: number,
  rate: number,
): void {
  if (!N.has(SIGMA)) return;
  const sigma = N.get<tf.Rank.R1>(SIGMA);
  const ofObjective = gradients[sigma.name]!;
  const gradient = tf.tidy(() => tf.sub(tf.mul(sigma, 2 * penalty), ofObjective));
  ofObjective.dispose();
  optimiser.apply({ [sigma.name]: gradient }, rate);
}

/** σ as a metric, where it is learnt. */
export function learntSigma(N: Parameters): { readonly noiseSigma?: tf.Scalar } {
  return N.has(SIGMA) ? { noiseSigma: tf.reshape<tf.Rank.R0>(N.get<tf.Rank.R1>(SIGMA), []) } : {};
}
