/** Damage: cells of φ are dropped and filled, which is where the artifacts come from (§3.1). */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import { neighbourMean } from '../../../kernels/ops';

/**
 * The drop mask Ω: each cell of each image is kept (1) with probability 1 − θ, for all channels alike.
 *
 * @returns [n, cells, cells, 1]
 */
export function drawDropMask(random: Random, n: number, cells: number, theta: number): tf.Tensor4D {
  const values = Float32Array.from({ length: n * cells * cells }, () => (random.uniform() < theta ? 0 : 1));
  return tf.tensor4d(values, [n, cells, cells, 1]);
}

/**
 * φ̂ = Ω ⊙ φ + (1 − Ω) ⊙ fill. The fill is u∗φ, the 3×3 mean of the undamaged feature, or noise: normal, with
 * each channel's mean and deviation over the batch (the paper names no distribution; this one is ours).
 * Kept cells are bit-identical to φ's.
 *
 * @param features φ, [n, m, m, c]
 * @param mask Ω, [n, m, m, 1]
 */
export function damage(
  features: tf.Tensor4D,
  mask: tf.Tensor4D,
  fill: ArtifactsConfig['fill'],
  random: Random,
): tf.Tensor4D {
  return tf.tidy(() => {
    const filling = fill === 'average' ? neighbourMean(features) : noiseLike(features, random);
    const dropped = tf.sub(1, mask);
    return tf.add(tf.mul(mask, features), tf.mul(dropped, filling));
  });
}

function noiseLike(features: tf.Tensor4D, random: Random): tf.Tensor4D {
  const standard = Float32Array.from({ length: features.size }, () => random.normal());
  const { mean, variance } = tf.moments(features, [0, 1, 2]);
  return tf.add(tf.mul(tf.tensor4d(standard, features.shape), tf.sqrt(variance)), mean);
}

/** Ω at `factor` times its resolution: every cell becomes a factor × factor block. */
export function enlargeMask(mask: tf.Tensor4D, factor: number): tf.Tensor4D {
  if (factor === 1) return mask;
  const [n, h, w] = mask.shape;
  return tf.tidy(() => {
    // Rank 4, because tfjs tiles rank 5 on WebGPU by reading it back, which waits for the GPU.
    const blocks = tf.tile(tf.reshape(mask, [n * h, 1, w, 1]), [1, factor, 1, factor]);
    return tf.reshape(blocks, [n, h * factor, w * factor, 1]);
  });
}

/** Ω for images [n, p, p, 3]: [n, p, p, 1]. */
export function maskInPixels(mask: tf.Tensor4D, images: tf.Tensor4D): tf.Tensor4D {
  return enlargeMask(mask, images.shape[1] / mask.shape[1]);
}
