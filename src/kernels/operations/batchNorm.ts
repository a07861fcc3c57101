/** Batch normalisation with the batch's own statistics and the leaky ReLU after it, in closed form both ways. */
import * as tf from '@tensorflow/tfjs-core';
import { runKernel, type Operation } from '../operation';
import { channelAffine, channelMean } from './channels';
import { leaky, throughLeaky } from './leakyRelu';

export const BATCH_NORM_TRAINING = 'BatchNormTraining';
const BATCH_NORM_GRAD_SUMS = 'BatchNormGradSums';
const BATCH_NORM_INPUT_GRAD = 'BatchNormInputGrad';

interface Attributes {
  readonly epsilon: number;
  /** Of the leaky ReLU: 1 for none, 0 for ReLU. */
  readonly slope: number;
}

type Vectors = Record<'gamma' | 'beta' | 'mean' | 'variance', tf.Tensor1D>;

/**
 * (x, gamma, beta) → (y, mean, variance) with y = leaky(γ·x̂ + β), x̂ = (x − mean) / √(variance + ε); the variance is
 * the biased one. Gradients flow through y only.
 */
const batchNorm: Operation = {
  kernelName: BATCH_NORM_TRAINING,

  forward: ({ x, gamma, beta }, attributes) => {
    const { epsilon, slope } = attributes as unknown as Attributes;
    const mean = channelMean(x!);
    const centred = channelAffine(x!, tf.onesLike(mean), tf.neg(mean));
    const variance = channelMean(tf.square(centred));
    const scale = tf.mul<tf.Tensor1D>(gamma!, inverseDeviation(variance, epsilon));
    return [leaky(channelAffine(centred, scale, beta as tf.Tensor1D), slope), mean, variance];
  },

  gradient: {
    kernelName: BATCH_NORM_TRAINING,
    inputsToSave: ['x', 'gamma', 'beta'],
    outputsToSave: [false, true, true],
    gradFunc: (dys, saved, attributes) => {
      const dy = (dys as tf.Tensor[])[0]!;
      const [x, gamma, beta, mean, variance] = saved as [tf.Tensor, ...tf.Tensor1D[]];
      const inputs = { dy, x, gamma: gamma!, beta: beta!, mean: mean!, variance: variance! };
      // Every input's gradient needs them.
      const [sumDz, sumDzX] = runKernel<[tf.Tensor1D, tf.Tensor1D]>(BATCH_NORM_GRAD_SUMS, inputs, attributes);
      return {
        x: () => runKernel<tf.Tensor>(BATCH_NORM_INPUT_GRAD, { ...inputs, sumDz, sumDzX }, attributes),
        gamma: () => tf.clone(sumDzX),
        beta: () => tf.clone(sumDz),
      };
    },
  },
};

/** (dy, x, gamma, beta, mean, variance) → (Σ dz, Σ dz·x̂), dz being the gradient before the leaky ReLU. */
const gradSums: Operation = {
  kernelName: BATCH_NORM_GRAD_SUMS,
  forward: ({ dy, x, ...vectors }, attributes) => {
    const { normalized, dz } = beforeActivation(dy!, x!, vectors as Vectors, attributes);
    const rows = x!.size / x!.shape.at(-1)!;
    return [tf.mul(channelMean(dz), rows), tf.mul(channelMean(tf.mul(dz, normalized)), rows)];
  },
};

/** (dy, x, gamma, beta, mean, variance, sumDz, sumDzX) → dx = γ/σ · (dz − ⟨dz⟩ − x̂·⟨dz·x̂⟩). */
const inputGrad: Operation = {
  kernelName: BATCH_NORM_INPUT_GRAD,
  forward: ({ dy, x, sumDz, sumDzX, ...vectors }, attributes) => {
    const { gamma, variance } = vectors as Vectors;
    const { normalized, dz } = beforeActivation(dy!, x!, vectors as Vectors, attributes);
    const rows = x!.size / x!.shape.at(-1)!;
    const scale = tf.mul<tf.Tensor1D>(
      gamma,
      inverseDeviation(variance, (attributes as unknown as Attributes).epsilon),
    );
    const shift = tf.neg(tf.mul<tf.Tensor1D>(scale, tf.div(sumDz!, rows)));
    const slope = tf.neg(tf.mul<tf.Tensor1D>(scale, tf.div(sumDzX!, rows)));
    return tf.add(channelAffine(dz, scale, shift), channelAffine(normalized, slope, tf.zerosLike(slope)));
  },
};

function beforeActivation(
  dy: tf.Tensor,
  x: tf.Tensor,
  { gamma, beta, mean, variance }: Vectors,
  attributes: tf.NamedAttrMap,
): { normalized: tf.Tensor; dz: tf.Tensor } {
  const { epsilon, slope } = attributes as unknown as Attributes;
  const inverse = inverseDeviation(variance, epsilon);
  const normalized = channelAffine(x, inverse, tf.neg(tf.mul(mean, inverse)));
  return { normalized, dz: throughLeaky(dy, channelAffine(normalized, gamma, beta), slope) };
}

/** 1 / √(variance + ε) */
export function inverseDeviation(variance: tf.Tensor1D, epsilon: number): tf.Tensor1D {
  return tf.rsqrt(tf.add<tf.Tensor1D>(variance, epsilon));
}

export const batchNormOperations: readonly Operation[] = [batchNorm, gradSums, inputGrad];
