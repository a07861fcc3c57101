/**
 * Kernels of our own. tfjs differentiates kernels, not functions, and asks a kernel's gradient only for the inputs
 * that need one (tf.customGrad computes them all), so an operation with a better gradient than its parts becomes a
 * kernel. What a kernel runs inside is not recorded for the backward pass.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './backendInfo';

const BACKENDS: readonly BackendName[] = ['webgpu', 'wasm', 'cpu'];

export interface CompositeKernel {
  readonly kernelName: string;
  /** The kernel in terms of other operations, on any backend; temporaries are disposed. */
  readonly forward: (
    inputs: Record<string, tf.Tensor>,
    attributes: tf.NamedAttrMap,
  ) => tf.Tensor | tf.Tensor[];
  readonly gradient: tf.GradConfig;
}

/** Makes tfjs know a kernel on every backend. Idempotent. */
export function registerComposite({ kernelName, forward }: CompositeKernel): void {
  for (const backendName of BACKENDS) {
    if (tf.getKernel(kernelName, backendName)) continue;
    tf.registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) =>
        tf.tidy(() => forward(inputs as Record<string, tf.Tensor>, attrs ?? {})),
    });
  }
}

/** Runs a kernel by name. */
export function runKernel<T extends tf.Tensor | tf.Tensor[]>(
  kernelName: string,
  inputs: Record<string, tf.Tensor>,
  attributes: object = {},
): T {
  return tf.engine().runKernel<T>(kernelName, inputs, attributes as tf.NamedAttrMap);
}
