/** Every program of ours in WebAssembly. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { registerPrograms } from '../operation';
import { OPERATIONS } from '../operations';
import { channelPrograms } from './channels';
import { convolutionPrograms } from './convolution';
import { elementwisePrograms } from './elementwise';
import type { StartHelper } from './helpers';
import { KernelMemory } from './kernelMemory';
import { mapPrograms } from './maps';
import { replaceStockKernels } from './stock';

const PROGRAMS = [...convolutionPrograms, ...channelPrograms, ...mapPrograms, ...elementwisePrograms];

let present: KernelMemory | null = null;

/**
 * Compiles the programs into the memory of a running tfjs-wasm and makes them its kernels. They need SIMD. Starting
 * again ends the helpers of the time before.
 *
 * @param threads at most, if the memory is shared
 * @returns how many threads there are, and why no more where helpers did not start
 */
export async function startPrograms(
  backend: BackendWasm,
  threads: number,
  startHelper: StartHelper,
): Promise<{ readonly working: number; readonly problem: string | null }> {
  present?.dismiss();
  const memory = new KernelMemory(backend);
  present = memory;
  const problem = await memory.engage(threads, startHelper);
  registerPrograms(
    OPERATIONS,
    'wasm',
    PROGRAMS.map((program) => program(memory)),
  );
  replaceStockKernels(memory);
  return { working: memory.threads, problem };
}
