/**
 * Where the time of a step goes, kernel by kernel. Only for backends whose kernels block until they are done (wasm
 * and cpu).
 */
import * as tf from '@tensorflow/tfjs-core';

interface KernelTime {
  readonly kernel: string;
  /** Input shapes. */
  readonly shapes: string;
  calls: number;
  milliseconds: number;
}

/** Runs `work` with every kernel of the current backend timed; slowest first. */
export function profileKernels(work: () => void): KernelTime[] {
  const backend = tf.getBackend();
  const times = new Map<string, KernelTime>();
  const originals = tf.getKernelsForBackend(backend);
  for (const original of originals) {
    tf.unregisterKernel(original.kernelName, backend);
    tf.registerKernel({
      ...original,
      kernelFunc: (args) => {
        const start = performance.now();
        const result = original.kernelFunc(args);
        record(times, original.kernelName, Object.values(args.inputs), performance.now() - start);
        return result;
      },
    });
  }
  try {
    work();
  } finally {
    for (const original of originals) {
      tf.unregisterKernel(original.kernelName, backend);
      tf.registerKernel(original);
    }
  }
  return [...times.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

function record(
  times: Map<string, KernelTime>,
  kernel: string,
  inputs: (tf.TensorInfo | undefined)[],
  milliseconds: number,
): void {
  const shapes = inputs.map((input) => `[${input?.shape.join(',') ?? ''}]`).join(' ');
  const key = `${kernel} ${shapes}`;
  const entry = times.get(key) ?? { kernel, shapes, calls: 0, milliseconds: 0 };
  entry.calls++;
  entry.milliseconds += milliseconds;
  times.set(key, entry);
}
