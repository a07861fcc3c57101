/** How the files of this folder declare gradients to tfjs. */
import * as tf from '@tensorflow/tfjs-core';
import { channelSum } from '../operations/channels';

/** What a kernel got and made: named inputs, its (first) output, its attributes. Only what it asked for is kept. */
export type Gradients = Record<string, () => tf.Tensor>;

/**
 * A gradient of a kernel with one output. `save` names the inputs that `of` receives, in this order; with
 * `saveOutput` the output follows them. tfjs calls only the functions of those inputs that need a gradient, so a
 * frozen filter costs nothing.
 */
export function gradient(
  kernelName: string,
  save: { inputs?: string[]; output?: boolean },
  of: (dy: tf.Tensor, saved: tf.Tensor[], attributes: tf.NamedAttrMap) => Gradients,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: save.inputs ?? [],
    outputsToSave: [save.output ?? false],
    gradFunc: (dy, saved, attributes) => of(dy as tf.Tensor, saved, attributes),
  };
}

/**
 * Sums x over the axes along which `shape` was broadcast to x's shape. Always a new tensor: the backward pass
 * disposes what a gradient returns, and dy itself may go to several inputs.
 */
export function sumTo(x: tf.Tensor, shape: number[]): tf.Tensor {
  const [channels] = shape;
  if (shape.length === 1 && x.rank > 1 && channels === x.shape.at(-1)) return channelSum(x);
  const axes = tf.broadcast_util.getReductionAxes(shape, x.shape);
  return tf.reshape(axes.length > 0 ? tf.sum(x, axes) : x, shape);
}
