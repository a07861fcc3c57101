/**
 * Every gradient that training uses. tfjs-core registers none by itself, and its own set is of no use on wasm, so
 * this list is complete: an operation that is not here stops the backward pass with tfjs's “gradient function not
 * found”.
 */
import * as tf from '@tensorflow/tfjs-core';
import { channelAffineKernel } from './affine';
import { batchNormKernel } from './batchNorm';
import { registerComposite } from './compositeKernel';
import { convolutionGradients } from './gradients/convolution';
import { elementwiseGradients } from './gradients/elementwise';
import { imageGradients } from './gradients/image';
import { reductionGradients } from './gradients/reduction';
import { shapeGradients } from './gradients/shape';
import { leakyReluKernel } from './leakyRelu';
import { upsampleKernel } from './upsample';

const KERNELS = [batchNormKernel, channelAffineKernel, leakyReluKernel, upsampleKernel];

/** Makes the operations of this room differentiable. Idempotent; startBackend calls it. */
export function registerGradients(): void {
  KERNELS.forEach(registerComposite);
  const all = [
    ...KERNELS.map((kernel) => kernel.gradient),
    ...elementwiseGradients,
    ...shapeGradients,
    ...reductionGradients,
    ...convolutionGradients,
    ...imageGradients,
  ];
  for (const config of all) {
    // tfjs would warn about a second registration in debug mode.
    if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  }
}
