/** Phase one: E and D learn to copy images (eq. 3). */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { decode } from '../networks/decoder';
import { encode } from '../networks/encoder';
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import type { Adam } from '../../../training/adam';
import { reconstructionLoss } from './losses';
import type { StepMetrics } from '../../../training/stepMetrics';

/**
 * One update of E and D.
 *
 * @param images [n, p, p, 3] in [−1, 1]
 */
export function autoencoderStep(
  { E, D }: ArtifactNetworks,
  optimisers: { readonly E: Adam; readonly D: Adam },
  config: ArtifactsConfig,
  images: tf.Tensor4D,
  rate: number,
): StepMetrics {
  const variables = [...optimisers.E.variables, ...optimisers.D.variables];
  const { value, grads } = tf.variableGrads(() => {
    const features = encode(E, config, images, 'training');
    const copy = decode(D, config, features, 'training');
    return tf.mul<tf.Scalar>(reconstructionLoss(copy, images), config.reconstructionWeight);
  }, variables);
  optimisers.E.apply(grads, rate);
  optimisers.D.apply(grads, rate);
  const reconstruction = tf.div<tf.Scalar>(value, config.reconstructionWeight);
  value.dispose();
  return { reconstruction };
}
