/** Gradients of kernels that only move numbers about. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from './gradient';

/** Concat and Pack take a list of inputs, so their gradients come as a list, too. */
const list = (
  kernelName: string,
  parts: (dy: tf.Tensor, inputs: tf.Tensor[], axis: number) => tf.Tensor[],
): tf.GradConfig => ({
  kernelName,
  saveAllInputs: true,
  gradFunc: (dy, inputs, attributes) => {
    const axis = attributes['axis'] as number;
    const pieces = parts(dy as tf.Tensor, inputs, axis);
    // tfjs types this as a record; for list inputs it is indexed by position.
    return pieces.map((piece) => () => piece) as unknown as ReturnType<tf.GradConfig['gradFunc']>;
  },
});

export const shapeGradients: readonly tf.GradConfig[] = [
  gradient(tf.Reshape, { inputs: ['x'] }, (dy, [x]) => ({ x: () => tf.reshape(dy, x!.shape) })),
  gradient(tf.ExpandDims, { inputs: ['input'] }, (dy, [x]) => ({ input: () => tf.reshape(dy, x!.shape) })),
  gradient(tf.Transpose, {}, (dy, _saved, attributes) => {
    const { perm } = attributes as unknown as tf.TransposeAttrs;
    return { x: () => tf.transpose(dy, tf.backend_util.getUndoAxesPermutation(perm)) };
  }),
  gradient(tf.Reverse, {}, (dy, _saved, attributes) => {
    const { dims } = attributes as unknown as tf.ReverseAttrs;
    return { x: () => tf.reverse(dy, dims) };
  }),
  gradient(tf.PadV2, { inputs: ['x'] }, (dy, [x], attributes) => {
    const { paddings } = attributes as unknown as tf.PadV2Attrs;
    const begin = paddings.map(([before]) => before);
    return { x: () => tf.slice(dy, begin, x!.shape) };
  }),
  gradient(tf.Slice, { inputs: ['x'] }, (dy, [x], attributes) => {
    const begin = [(attributes as unknown as tf.SliceAttrs).begin].flat();
    const paddings = x!.shape.map((extent, axis): [number, number] => {
      const before = begin[axis] ?? 0;
      return [before, extent - before - dy.shape[axis]!];
    });
    return { x: () => tf.pad(dy, paddings) };
  }),
  {
    kernelName: tf.SplitV,
    gradFunc: (dys, _saved, attributes) => ({
      // Of a single part tfjs gives it, not a list.
      x: () => tf.concat([dys].flat(), (attributes as unknown as tf.SplitVAttrs).axis),
    }),
  },
  list(tf.Concat, (dy, inputs, axis) => {
    const along = tf.util.parseAxisParam(axis, inputs[0]!.shape)[0]!;
    return tf.split(
      dy,
      inputs.map((input) => input.shape[along]!),
      along,
    );
  }),
  list(tf.Pack, (dy, _inputs, axis) => tf.unstack(dy, axis)),
];
