/** The backends of Node, started for a Lab. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError, Option } from 'commander';
import { loadNodeGpu } from '../kernels/nodeGpu';
import type { BackendOptions } from '../kernels/backend';
import type { BackendName } from '../kernels/backendInfo';
import { MAX_THREADS } from '../kernels/wasm/jobs';
import { usualThreads } from '../kernels/wasmBackend';
import { BadUsage } from './exit';
import { startThread } from './helpers';

const BACKENDS = ['wasm', 'webgpu', 'cpu'] as const satisfies readonly BackendName[];

/** Where a command computes. */
export interface BackendChoice {
  readonly backend: BackendName;
  /** Of wasm; by default as many as there are cores, up to eight. */
  readonly threads?: number;
}

export function backendOption(): Option {
  return new Option('--backend <name>', 'where to compute').choices(BACKENDS).default('wasm');
}

export function threadsOption(): Option {
  return new Option(
    '--threads <n>',
    'that compute, of the backend wasm (default: one for each core, up to 8)',
  ).argParser(countUpTo(MAX_THREADS));
}

/** Reads a whole number from 1 on. */
export function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`It should be a whole number from 1 to ${most}.`);
  };
}

/**
 * What a Lab needs to start this backend. Throws one sentence where Node finds no WebGPU, BadUsage for threads of a
 * backend that has none.
 */
export async function backendOptions({ backend, threads }: BackendChoice): Promise<BackendOptions> {
  if (backend === 'wasm') {
    return { preference: backend, threads: threads ?? usualThreads(cores()), startHelper: startThread };
  }
  if (threads !== undefined) {
    throw new BadUsage(`--threads belongs to --backend wasm: leave it out with ${backend}.`);
  }
  if (backend === 'cpu') return { preference: backend };
  const gpu = await loadNodeGpu();
  if (!(await gpu.requestAdapter())) {
    throw new Error('WebGPU found no adapter; install a Vulkan driver, or use --backend wasm.');
  }
  return { preference: backend, gpu };
}

/** Of this machine, or as many as this process may use. */
export function cores(): number {
  return availableParallelism();
}
