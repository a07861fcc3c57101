/** Gradients of pooling, resizing and local response normalisation. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from './gradient';

const run = (kernelName: string, inputs: Record<string, tf.Tensor>, attributes: tf.NamedAttrMap): tf.Tensor =>
  tf.engine().runKernel(kernelName, inputs, attributes);

export const imageGradients: readonly tf.GradConfig[] = [
  gradient(tf.MaxPool, { inputs: ['x'], output: true }, (dy, [input, output], attributes) => ({
    x: () => run(tf.MaxPoolGrad, { dy, input: input!, output: output! }, attributes),
  })),
  gradient(tf.ResizeBilinear, { inputs: ['images'] }, (dy, [images], attributes) => ({
    images: () => run(tf.ResizeBilinearGrad, { dy, images: images! }, attributes),
  })),
  gradient(tf.LRN, { inputs: ['x'], output: true }, (dy, [x, y], attributes) => ({
    x: () => run(tf.LRNGrad, { x: x!, y: y!, dy }, attributes),
  })),
];
