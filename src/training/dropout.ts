import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';

/** Inverted dropout: 0 with probability `share`, else 1 / (1 − share); [n, units]. */
export function drawDropout(random: Random, n: number, units: number, share: number): tf.Tensor2D {
  const kept = 1 / (1 - share);
  return tf.tensor2d(
    Float32Array.from({ length: n * units }, () => (random.uniform() < share ? 0 : kept)),
    [n, units],
  );
}
