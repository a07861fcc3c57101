/**
 * Stock tfjs's own kernels and gradients. tfjs registers both globally, and ours take the place of some, so both sets
 * are kept at hand and changed over between measurements.
 */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import type { BackendName } from '../../src/kernels/backendInfo';

type Gradients = ReadonlyMap<string, tf.GradConfig>;

/** Names of all stock kernels. */
const KERNEL_NAMES = Object.values(tf).filter((value) => typeof value === 'string');

let stockKernels: readonly tf.KernelConfig[] = [];
let stockGradients: Gradients | undefined;

/** To be called before the backend starts, because ours take their places then. */
export async function rememberStock(backend: BackendName): Promise<void> {
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
  stockGradients ??= loadStockGradients();
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

function loadStockGradients(): Gradients {
  const ours = registeredGradients();
  replaceGradients(new Map());
  // Node cannot import this file as a module, because it imports a folder; tsx can require it.
  createRequire(import.meta.url)('@tensorflow/tfjs-core/dist/register_all_gradients');
  const stock = registeredGradients();
  replaceGradients(ours);
  return stock;
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
