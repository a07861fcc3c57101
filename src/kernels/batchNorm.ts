/** Batch normalisation with the batch's own statistics, as a kernel with a gradient in closed form. */
import * as tf from '@tensorflow/tfjs-core';
import { channelAffine, channelMean } from './channels';
import type { CompositeKernel } from './compositeKernel';

export const BATCH_NORM_TRAINING = 'BatchNormTraining';

interface Attributes {
  readonly epsilon: number;
}

/** (x, gamma, beta) → (y, mean, variance); gradients flow through y only. */
export const batchNormKernel: CompositeKernel = {
  kernelName: BATCH_NORM_TRAINING,

  forward: ({ x, gamma, beta }, attributes) => {
    const { epsilon } = attributes as unknown as Attributes;
    const mean = channelMean(x!);
    const centred = centre(x!, mean);
    const variance = channelMean(tf.square(centred));
    const scale = tf.mul<tf.Tensor1D>(gamma!, inverseDeviation(variance, epsilon));
    return [channelAffine(centred, scale, beta as tf.Tensor1D), mean, variance];
  },

  gradient: {
    kernelName: BATCH_NORM_TRAINING,
    inputsToSave: ['x', 'gamma'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved, attributes) => {
      const dy = (dys as tf.Tensor[])[0]!;
      const [x, gamma, mean, variance] = saved as [tf.Tensor, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      const { epsilon } = attributes as unknown as Attributes;
      const rows = x.size / gamma.size;
      const inverse = inverseDeviation(variance, epsilon);
      const meanDy = channelMean(dy);
      // ⟨dy·x̂⟩, x̂ being the normalised x.
      const correlation = tf.tidy(() =>
        tf.mul<tf.Tensor1D>(channelMean(tf.mul(dy, centre(x, mean))), inverse),
      );
      return {
        // dx = γ/σ · (dy − ⟨dy⟩ − x̂·⟨dy·x̂⟩), as one affine map of dy plus one of x.
        x: () => {
          const scale = tf.mul<tf.Tensor1D>(gamma, inverse);
          const slope = tf.neg(tf.mul<tf.Tensor1D>(scale, tf.mul(inverse, correlation)));
          const shift = tf.neg(tf.add<tf.Tensor1D>(tf.mul(scale, meanDy), tf.mul(slope, mean)));
          return tf.add(channelAffine(dy, scale, shift), channelAffine(x, slope, tf.zerosLike(slope)));
        },
        gamma: () => tf.mul(correlation, rows),
        beta: () => tf.mul(meanDy, rows),
      };
    },
  },
};

function centre(x: tf.Tensor, mean: tf.Tensor1D): tf.Tensor {
  return channelAffine(x, tf.onesLike(mean), tf.neg(mean));
}

/** 1 / √(variance + ε) */
export function inverseDeviation(variance: tf.Tensor1D, epsilon: number): tf.Tensor1D {
  return tf.rsqrt(tf.add<tf.Tensor1D>(variance, epsilon));
}
