/**
 * Every gradient that training uses. tfjs-core registers none by itself, and its own set is of no use on wasm, so
 * this list is complete: an operation that is not here stops the backward pass with tfjs's “gradient function not
 * found”.
 */
import * as tf from '@tensorflow/tfjs-core';
import { elementwiseGradients } from './gradients/elementwise';
import { matrixProductGradient } from './gradients/matrixProduct';
import { reductionGradients } from './gradients/reduction';
import { shapeGradients } from './gradients/shape';
import { registerOperations } from './operation';
import { OPERATIONS } from './operations';

/** Makes the operations of this room known and differentiable. Idempotent; startBackend calls it. */
export function registerGradients(): void {
  registerOperations(OPERATIONS);
  const all = [
    ...OPERATIONS.flatMap(({ gradient }) => gradient ?? []),
    ...elementwiseGradients,
    ...shapeGradients,
    ...reductionGradients,
    matrixProductGradient,
  ];
  for (const config of all) {
    // tfjs would warn about a second registration in debug mode.
    if (tf.getGradient(config.kernelName)) tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  }
}
