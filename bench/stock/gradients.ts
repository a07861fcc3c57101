/**
 * Stock tfjs's own gradients. They are registered globally, as ours are, so both sets are kept at hand and changed
 * over between measurements.
 */
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';

type Gradients = ReadonlyMap<string, tf.GradConfig>;

/** Names of all stock kernels. */
const KERNEL_NAMES = Object.values(tf).filter((value) => typeof value === 'string');

let stock: Gradients | undefined;

/** Runs `work` with exactly the gradients that tfjs-core brings for its kernels; those of our kernels stay. */
export function underStockGradients<T>(work: () => T): T {
  const ours = registered();
  stock ??= loadStock();
  replaceBy(stock);
  try {
    return work();
  } finally {
    replaceBy(ours);
  }
}

function loadStock(): Gradients {
  replaceBy(new Map());
  // Node cannot import this file as a module, because it imports a folder; tsx can require it.
  createRequire(import.meta.url)('@tensorflow/tfjs-core/dist/register_all_gradients');
  return registered();
}

function registered(): Gradients {
  return new Map(
    KERNEL_NAMES.flatMap((name) => {
      const config = tf.getGradient(name);
      return config ? [[name, config] as const] : [];
    }),
  );
}

function replaceBy(gradients: Gradients): void {
  for (const name of KERNEL_NAMES) {
    if (tf.getGradient(name)) tf.unregisterGradient(name);
    const config = gradients.get(name);
    if (config) tf.registerGradient(config);
  }
}
