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

/** tfjs takes address 0, which says that no memory is left, for memory, and computes on with whatever lies there. */
export function refuseNoMemory(backend: BackendWasm): void {
  const wasm = backend.wasm as unknown as { _malloc: (bytes: number) => number };
  const allocate = wasm._malloc;
  if (allocate.name === 'allocateOrThrow') return;
  wasm._malloc = function allocateOrThrow(bytes: number): number {
    const address = allocate(bytes);
    if (address === 0 && bytes > 0) throw new OutOfMemory(bytes);
    return address;
  };
}
