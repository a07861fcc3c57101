/** Gradients of reductions and of softmax. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from './gradient';

/** dy of a reduction of x over `axis`, spread over x's shape again. */
function spread(dy: tf.Tensor, shape: number[], axis: number | number[]): tf.Tensor {
  const kept = shape.slice();
  for (const reduced of tf.util.parseAxisParam(axis, shape)) kept[reduced] = 1;
  return tf.mul(tf.reshape(dy, kept), tf.fill(shape, 1));
}

export const reductionGradients: readonly tf.GradConfig[] = [
  gradient(tf.Sum, { inputs: ['x'] }, (dy, [x], attributes) => {
    const { axis } = attributes as unknown as tf.SumAttrs;
    return { x: () => spread(dy, x!.shape, axis) };
  }),
  gradient(tf.Mean, { inputs: ['x'] }, (dy, [x], attributes) => {
    const { axis } = attributes as unknown as tf.MeanAttrs;
    return { x: () => spread(tf.mul(dy, dy.size / x!.size), x!.shape, axis) };
  }),
  gradient(tf.Softmax, { output: true }, (dy, [y], attributes) => {
    const { dim } = attributes as unknown as tf.SoftmaxAttrs;
    const weighted = (): tf.Tensor => tf.mul(dy, y!);
    return {
      logits: () => {
        const product = weighted();
        return tf.sub(product, tf.mul(tf.sum(product, dim, true), y!));
      },
    };
  }),
];
