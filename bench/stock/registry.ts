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

/**
 * To be called before the backend starts, because ours take their places then. Throws where the package stands on another
 * tfjs-core than our own parts do: what is timed as stock would not be what it brings.
 */
export async function rememberStock(backend: BackendName): Promise<void> {
  const published = await import('@tensorflow/tfjs');
  if (published.conv2d !== tf.conv2d) {
    throw new Error('@tensorflow/tfjs and our tfjs-core are of two versions: run npm ci.');
  }
  stockGradients = registeredGradients();
  await {
    cpu: () => import('@tensorflow/tfjs-backend-cpu'),
    wasm: () => import('@tensorflow/tfjs-backend-wasm'),
    webgpu: () => import('@tensorflow/tfjs-backend-webgpu'),
  }[backend]();
  stockKernels = tf.getKernelsForBackend(backend);
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
  const replaced = stockKernels.map((stock) => {
    return { stock, ours: tf.getKernel(stock.kernelName, stock.backendName) };
  });
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
