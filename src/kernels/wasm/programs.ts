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

const ONE_PASS = [...channelPrograms, ...mapPrograms, ...elementwisePrograms];

/**
 * Compiles the programs into the memory of a running tfjs-wasm and makes them its kernels. They need SIMD.
 *
 * @param threads of tfjs. Our convolutions run on one; from two on, the generic forms, which tfjs spreads over its
 *   threads, are faster (31 GFLOP/s for each against 38), and stay.
 */
export function startPrograms(backend: BackendWasm, threads: number): void {
  const memory = new KernelMemory(backend);
  const programs = threads > 1 ? ONE_PASS : [...ONE_PASS, ...convolutionPrograms];
  registerPrograms(
    OPERATIONS,
    'wasm',
    programs.map((program) => program(memory)),
  );
  replaceStockKernels(memory, threads);
}
