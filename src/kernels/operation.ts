/**
 * Operations of our own. tfjs differentiates kernels, not functions, and asks a kernel's gradient only for the inputs
 * that need one (tf.customGrad computes them all), so an operation with a better gradient than its parts becomes a
 * kernel, and so does its backward half. What a kernel runs inside is not recorded for the backward pass.
 *
 * Every operation has a generic form, an expression of tfjs's operations, which runs on any backend. A backend may put
 * a program in its place (src/kernels/wasm, src/kernels/webgpu).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from './backendInfo';

const BACKENDS: readonly BackendName[] = ['webgpu', 'wasm', 'cpu'];

export interface Operation {
  readonly kernelName: string;
  /** The generic form; temporaries are disposed. */
  readonly forward: (
    inputs: Record<string, tf.Tensor>,
    attributes: tf.NamedAttrMap,
  ) => tf.Tensor | tf.Tensor[];
  /** Absent where nothing differentiates the operation, as with a backward half. */
  readonly gradient?: tf.GradConfig;
}

/** Makes tfjs know operations, in their generic form, on every backend that does not know them yet. */
export function registerOperations(operations: readonly Operation[]): void {
  for (const backendName of BACKENDS) {
    for (const operation of operations) {
      if (!tf.getKernel(operation.kernelName, backendName)) registerGeneric(operation, backendName);
    }
  }
}

/**
 * Puts programs in the place of generic forms on one backend; operations without a program go back to theirs. Called
 * whenever a backend starts, because its device decides which programs it takes.
 */
export function registerPrograms(
  operations: readonly Operation[],
  backendName: BackendName,
  programs: readonly tf.KernelConfig[],
): void {
  for (const operation of operations) {
    const { kernelName } = operation;
    const program = programs.find((candidate) => candidate.kernelName === kernelName);
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    if (program) tf.registerKernel(program);
    else registerGeneric(operation, backendName);
  }
}

function registerGeneric({ kernelName, forward }: Operation, backendName: BackendName): void {
  tf.registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => forward(inputs as Record<string, tf.Tensor>, attrs ?? {})),
  });
}

/** Runs a kernel by name. */
export function runKernel<T extends tf.Tensor | tf.Tensor[]>(
  kernelName: string,
  inputs: Record<string, tf.Tensor>,
  attributes: object = {},
): T {
  return tf.engine().runKernel<T>(kernelName, inputs, attributes as tf.NamedAttrMap);
}
