/** Every program of ours in WebAssembly. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { channelPrograms } from './channels';
import { convolutionPrograms } from './convolution';
import { elementwisePrograms } from './elementwise';
import { KernelMemory } from './kernelMemory';
import { mapPrograms } from './maps';

const PROGRAMS = [...convolutionPrograms, ...channelPrograms, ...mapPrograms, ...elementwisePrograms];

/** The programs, compiled into the memory of a running tfjs-wasm. They need SIMD. */
export function wasmPrograms(backend: BackendWasm): KernelConfig[] {
  const memory = new KernelMemory(backend);
  return PROGRAMS.map((program) => program(memory));
}
