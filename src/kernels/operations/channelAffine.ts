/** y = leaky(x·scale + shift) per channel: normalisation with given statistics, or a bias and ReLU. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from '../gradients/gradient';
import { runKernel, type Operation } from '../operation';
import { channelAffine, channelSum } from './channels';
import { leaky, throughLeaky } from './leakyRelu';

export const CHANNEL_AFFINE = 'ChannelAffine';
const CHANNEL_AFFINE_INPUT_GRAD = 'ChannelAffineInputGrad';
const CHANNEL_AFFINE_SUMS = 'ChannelAffineSums';

interface Attributes {
  /** Of the leaky ReLU: 1 for none, 0 for ReLU. */
  readonly slope: number;
}

/** (x, scale [c], shift [c]) → y. */
const affine: Operation = {
  kernelName: CHANNEL_AFFINE,
  forward: ({ x, scale, shift }, attributes) =>
    leaky(
      channelAffine(x!, scale as tf.Tensor1D, shift as tf.Tensor1D),
      (attributes as unknown as Attributes).slope,
    ),
  gradient: gradient(CHANNEL_AFFINE, { inputs: ['x', 'scale', 'shift'] }, (dy, saved, attributes) => {
    const [x, scale, shift] = saved as [tf.Tensor, tf.Tensor1D, tf.Tensor1D];
    const inputs = { dy, x, scale, shift };
    const sums = (): [tf.Tensor, tf.Tensor] => runKernel(CHANNEL_AFFINE_SUMS, inputs, attributes);
    return {
      x: () => runKernel<tf.Tensor>(CHANNEL_AFFINE_INPUT_GRAD, inputs, attributes),
      scale: () => sums()[1],
      shift: () => sums()[0],
    };
  }),
};

/** (dy, x, scale, shift) → dx = dz·scale, dz being the gradient before the leaky ReLU. */
const inputGrad: Operation = {
  kernelName: CHANNEL_AFFINE_INPUT_GRAD,
  forward: ({ dy, x, scale, shift }, attributes) => {
    const dz = beforeActivation(dy!, x!, scale as tf.Tensor1D, shift as tf.Tensor1D, attributes);
    return channelAffine(dz, scale as tf.Tensor1D, tf.zerosLike(scale as tf.Tensor1D));
  },
};

/** (dy, x, scale, shift) → (Σ dz, Σ dz·x), [c] each. */
const sums: Operation = {
  kernelName: CHANNEL_AFFINE_SUMS,
  forward: ({ dy, x, scale, shift }, attributes) => {
    const dz = beforeActivation(dy!, x!, scale as tf.Tensor1D, shift as tf.Tensor1D, attributes);
    return [channelSum(dz), channelSum(tf.mul(dz, x!))];
  },
};

function beforeActivation(
  dy: tf.Tensor,
  x: tf.Tensor,
  scale: tf.Tensor1D,
  shift: tf.Tensor1D,
  attributes: tf.NamedAttrMap,
): tf.Tensor {
  const { slope } = attributes as unknown as Attributes;
  return slope === 1 ? tf.clone(dy) : throughLeaky(dy, channelAffine(x, scale, shift), slope);
}

export const channelAffineOperations: readonly Operation[] = [affine, inputGrad, sums];
