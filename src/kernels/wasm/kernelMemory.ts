/** Our WebAssembly module inside tfjs-wasm's own memory: tensors are read and written where they lie. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { PLAIN_MEMORY, SHARED_MEMORY } from './binaries';

/** What assembly/index.ts exports; every argument is a number. */
type ExportName =
  | 'adam'
  | 'affine'
  | 'affineInputGrad'
  | 'affineSums'
  | 'convolve'
  | 'convolveBack'
  | 'copyRuns'
  | 'correlate'
  | 'crop'
  | 'gated'
  | 'leakyRelu'
  | 'localResponse'
  | 'localResponseGrad'
  | 'maxPoolGrad'
  | 'moments'
  | 'repeat'
  | 'rowsTogether'
  | 'scratchBytes'
  | 'tanh'
  | 'upsample'
  | 'upsampleGrad';

/** The module that tfjs compiled with Emscripten, as far as it is used here. */
interface TfjsModule {
  /** Present in the threaded build only. */
  readonly wasmMemory?: WebAssembly.Memory;
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
  _free(address: number): void;
}

export class KernelMemory {
  readonly run: Readonly<Record<ExportName, (...numbers: number[]) => number>>;
  readonly #backend: BackendWasm;
  readonly #module: TfjsModule;
  readonly #memory: WebAssembly.Memory;
  #scratch = 0;
  #scratchBytes = 0;

  /** Throws where the host has no SIMD or the memory is not as expected. */
  constructor(backend: BackendWasm) {
    this.#backend = backend;
    this.#module = backend.wasm as unknown as TfjsModule;
    this.#memory = this.#module.wasmMemory ?? this.#module.asm.memory;
    const shared = !(this.#memory.buffer instanceof ArrayBuffer);
    const text = atob(shared ? SHARED_MEMORY : PLAIN_MEMORY);
    const binary = Uint8Array.from(text, (character) => character.charCodeAt(0));
    // Small enough to be compiled at once, so that starting stays in one place.
    const instance = new WebAssembly.Instance(new WebAssembly.Module(binary), {
      env: { memory: this.#memory },
    });
    this.run = instance.exports as unknown as KernelMemory['run'];
  }

  /** Where a tensor's numbers begin. */
  addressOf(tensor: TensorInfo): number {
    return this.#backend.getMemoryOffset(tensor.dataId) >>> 0;
  }

  /** A new float32 tensor, its numbers not set. */
  output(shape: readonly number[]): TensorInfo {
    return this.#backend.makeOutput([...shape], 'float32');
  }

  /** Another tensor on the same numbers. */
  share({ dataId, shape, dtype }: TensorInfo): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape, dtype };
  }

  dispose(tensor: TensorInfo): void {
    this.#backend.disposeData(tensor.dataId);
  }

  /** Room for `bytes` that lasts until the next call. */
  scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      if (this.#scratch) this.#module._free(this.#scratch);
      this.#scratch = this.#module._malloc(bytes) >>> 0;
      this.#scratchBytes = this.#scratch ? bytes : 0;
      if (!this.#scratch) throw new Error('WebAssembly ran out of memory: take a smaller batch or size.');
    }
    return this.#scratch;
  }

  /** Writes 32-bit integers. */
  writeIntegers(address: number, values: readonly number[]): void {
    new Int32Array(this.#memory.buffer, address, values.length).set(values);
  }

  /** Writes floats. */
  writeFloats(address: number, values: Float32Array): void {
    new Float32Array(this.#memory.buffer, address, values.length).set(values);
  }

  /** A copy of a small tensor's numbers. */
  readFloats(tensor: TensorInfo): Float32Array<ArrayBuffer> {
    const size = tensor.shape.reduce((product, extent) => product * extent, 1);
    return new Float32Array(new Float32Array(this.#memory.buffer, this.addressOf(tensor), size));
  }
}
