/** Every program of ours in WebAssembly. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { registerPrograms } from '../operation';
import { OPERATIONS } from '../operations';
import { channelPrograms } from './channels';
import { convolutionPrograms } from './convolution';
import { elementwisePrograms } from './elementwise';
import { KernelMemory } from './kernelMemory';
import { mapPrograms } from './maps';
import { replaceStockKernels } from './stock';

const PROGRAMS = [...convolutionPrograms, ...channelPrograms, ...mapPrograms, ...elementwisePrograms];

/** Compiles the programs into the memory of a running tfjs-wasm and makes them its kernels. They need SIMD. */
export function startPrograms(backend: BackendWasm): void {
  const memory = new KernelMemory(backend);
  registerPrograms(
    OPERATIONS,
    'wasm',
    PROGRAMS.map((program) => program(memory)),
  );
  replaceStockKernels(memory);
}
