/**
 * Kernels and gradients of tfjs as people install it, the package @tensorflow/tfjs. tfjs registers both globally, and ours
 * take the place of some, so both sets are kept at hand and changed over between measurements.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../../src/kernels/backendInfo';

type Gradients = ReadonlyMap<string, tf.GradConfig>;

/** Names of all stock kernels. */
const KERNEL_NAMES = Object.values(tf).filter((value) => typeof value === 'string');

let stockKernels: readonly tf.KernelConfig[] = [];
let stockGradients: Gradients = new Map();

const BACKENDS: Readonly<Record<BackendName, () => Promise<unknown>>> = {
  cpu: () => import('@tensorflow/tfjs-backend-cpu'),
  wasm: () => import('@tensorflow/tfjs-backend-wasm'),
  webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
};

/**
 * To be called before a backend starts, because ours take their places then.
 *
 * @param backends that may be started
 * @param bringGradients loads what registers stock's gradients
 */
export async function rememberStock(
  backends: readonly BackendName[],
  bringGradients: () => Promise<unknown>,
): Promise<void> {
  await bringGradients();
  stockGradients = registeredGradients();
  for (const name of backends) await BACKENDS[name]();
  stockKernels = backends.flatMap((name) => tf.getKernelsForBackend(name));
}

/** Runs `work` with exactly the kernels and gradients that tfjs brings; operations of our own stay known. */
export function underStock<T>(work: () => T): T {
  const leave = enterStock();
  try {
    return work();
  } finally {
    leave();
  }
}

/** Changes over to stock; the function returned changes back. */
export function enterStock(): () => void {
  const gradients = registeredGradients();
  const replaced = stockKernels
    .filter(({ backendName }) => backendName === tf.getBackend())
    .map((stock) => ({ stock, ours: tf.getKernel(stock.kernelName, stock.backendName) }));
  replaceGradients(stockGradients);
  for (const { stock } of replaced) replaceKernel(stock);
  return () => {
    replaceGradients(gradients);
    for (const { ours } of replaced) replaceKernel(ours);
  };
}

function replaceKernel(kernel: tf.KernelConfig): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel(kernel);
}

function registeredGradients(): Gradients {
  return new Map(
    KERNEL_NAMES.flatMap((name) => {
      const config = tf.getGradient(name);
      return config ? [[name, config] as const] : [];
    }),
  );
}

function replaceGradients(gradients: Gradients): void {
  for (const name of KERNEL_NAMES) {
    if (tf.getGradient(name)) tf.unregisterGradient(name);
    const config = gradients.get(name);
    if (config) tf.registerGradient(config);
  }
}
