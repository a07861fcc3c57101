/** y = x·scale + shift per channel, as a kernel: batch normalisation with given statistics. */
import * as tf from '@tensorflow/tfjs-core';
import { channelAffine, channelSum } from './channels';
import type { CompositeKernel } from './compositeKernel';
import { gradient } from './gradients/gradient';

export const CHANNEL_AFFINE = 'ChannelAffine';

/** (x, scale [c], shift [c]) → y. */
export const channelAffineKernel: CompositeKernel = {
  kernelName: CHANNEL_AFFINE,
  forward: ({ x, scale, shift }) => channelAffine(x!, scale as tf.Tensor1D, shift as tf.Tensor1D),
  gradient: gradient(CHANNEL_AFFINE, { inputs: ['x', 'scale'] }, (dy, saved) => {
    const [x, scale] = saved as [tf.Tensor, tf.Tensor1D];
    return {
      x: () => channelAffine(dy, scale, tf.zerosLike(scale)),
      scale: () => channelSum(tf.mul(dy, x)),
      shift: () => channelSum(dy),
    };
  }),
};
