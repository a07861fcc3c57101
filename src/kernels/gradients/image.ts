/** Gradients of pooling and local response normalisation. */
import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../compositeKernel';
import { gradient } from './gradient';
import { localResponseGradient } from './localResponse';
import { maxPoolGradient } from './maxPool';

export const imageGradients: readonly tf.GradConfig[] = [
  gradient(tf.MaxPool, { inputs: ['x'], output: true }, (dy, [input, output], attributes) => ({
    // tfjs-wasm 4.22's own kernel gives wrong numbers where windows overlap.
    x: () =>
      tf.getBackend() === 'wasm'
        ? maxPoolGradient(dy as tf.Tensor4D, input as tf.Tensor4D, attributes as unknown as tf.MaxPoolAttrs)
        : runKernel<tf.Tensor>(tf.MaxPoolGrad, { dy, input: input!, output: output! }, attributes),
  })),
  gradient(tf.LRN, { inputs: ['x'], output: true }, (dy, [x, y], attributes) => ({
    // On WebGPU the stock kernel took 30 times as long as the forward pass.
    x: () =>
      tf.getBackend() === 'webgpu'
        ? localResponseGradient(dy, x!, attributes as unknown as tf.LRNAttrs)
        : runKernel<tf.Tensor>(tf.LRNGrad, { x: x!, y: y!, dy }, attributes),
  })),
];
