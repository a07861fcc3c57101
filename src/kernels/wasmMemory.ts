/** The memory of tfjs-wasm: how large it can become, and that it says so when it is full. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** Bytes that addresses of 32 bits reach. */
export const WASM_MEMORY = 2 ** 32;

/** A tensor did not fit into the memory of its backend. What was being computed is void. */
export class OutOfMemory extends Error {
  constructor(bytes: number) {
    super(`WebAssembly ran out of memory: ${(bytes / 2 ** 20).toFixed(1)} MB more were wanted.`);
    this.name = 'OutOfMemory';
  }
}

/**
 * Whether the module must start anew: its memory is full, or it stopped within a kernel, most often for want of memory
 * that the kernel wanted for itself.
 */
export function hasModuleFailed(error: unknown): error is Error {
  return error instanceof OutOfMemory || error instanceof WebAssembly.RuntimeError;
}

/** The module that tfjs compiled with Emscripten, as far as memory goes. */
interface Allocator {
  /** Present in the threaded build only. */
  readonly wasmMemory?: WebAssembly.Memory;
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

/**
 * Where no memory is left, the module gives address 0, or near the end of 4 GB a piece that reaches beyond it. tfjs
 * takes both for memory and computes on; from now on they are an OutOfMemory.
 */
export function refuseNoMemory(backend: BackendWasm): void {
  const wasm = backend.wasm as unknown as Allocator;
  if (wasm._malloc.name === 'allocateOrThrow') return;
  // The first call puts the module's own function in the place of whatever is there.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  const memory = wasm.wasmMemory ?? wasm.asm.memory;
  wasm._malloc = function allocateOrThrow(bytes: number): number {
    const address = allocate(bytes);
    const isThere = address !== 0 && (address >>> 0) + bytes <= memory.buffer.byteLength;
    if (!isThere && bytes > 0) throw new OutOfMemory(bytes);
    return address;
  };
}
