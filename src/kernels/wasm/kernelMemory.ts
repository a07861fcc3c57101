/** Our WebAssembly module inside tfjs-wasm's own memory: tensors are read and written where they lie. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { messageOf } from '../../base/messageOf';
import { PLAIN_MEMORY, SHARED_MEMORY } from './binaries';
import { startHelpers, type Helper, type StartHelper } from './helpers';
import { BOARD_BYTES, HelperLost, instantiate, JobBoard, type Call } from './jobs';

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
  | 'correlationTiles'
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

/** Memory that lasts until the next call of `scratch`: `bytes` for each thread, one behind the other. */
export interface Scratch {
  readonly address: number;
  readonly bytes: number;
}

const NO_SCRATCH: Scratch = { address: 0, bytes: 0 };

export class KernelMemory {
  readonly run: Readonly<Record<ExportName, (...numbers: number[]) => number>>;
  readonly #backend: BackendWasm;
  readonly #tfjs: TfjsModule;
  readonly #memory: WebAssembly.Memory;
  readonly #module: WebAssembly.Module;
  readonly #shared: boolean;
  #scratch = 0;
  #scratchBytes = 0;
  #helpers: readonly Helper[] = [];
  #board: JobBoard | null = null;

  /** Throws where the host has no SIMD or the memory is not as expected. */
  constructor(backend: BackendWasm) {
    this.#backend = backend;
    this.#tfjs = backend.wasm as unknown as TfjsModule;
    this.#memory = this.#tfjs.wasmMemory ?? this.#tfjs.asm.memory;
    this.#shared = !(this.#memory.buffer instanceof ArrayBuffer);
    const text = atob(this.#shared ? SHARED_MEMORY : PLAIN_MEMORY);
    this.#module = new WebAssembly.Module(Uint8Array.from(text, (character) => character.charCodeAt(0)));
    this.run = instantiate(this.#module, this.#memory) as KernelMemory['run'];
  }

  /** Threads that make calls. */
  get threads(): number {
    return 1 + this.#helpers.length;
  }

  /**
   * Starts helpers until there are `threads`; there stays one where the memory is not shared or helpers do not start.
   *
   * @returns why they did not start, or null
   */
  async engage(threads: number, start: StartHelper, patience?: number): Promise<string | null> {
    if (!this.#shared || threads < 2) return null;
    const board = this.#tfjs._malloc(BOARD_BYTES) >>> 0;
    const tasks = Array.from({ length: threads }, (_, thread) => {
      return { module: this.#module, memory: this.#memory, board, thread };
    });
    const own = new JobBoard(tasks[0]!, patience);
    own.clear();
    try {
      this.#helpers = await startHelpers(tasks.slice(1), start);
    } catch (error) {
      return messageOf(error);
    }
    this.#board = own;
    return null;
  }

  /** Ends the helpers, after which there is one thread. */
  dismiss(): void {
    for (const helper of this.#helpers) helper.terminate();
    this.#helpers = [];
    this.#board = null;
  }

  /** Makes calls of one export, in any order and at the same time; with scratch memory, that is its last number. */
  each(name: ExportName, calls: readonly Call[], { address, bytes } = NO_SCRATCH): void {
    if (this.#board && calls.length > 1) this.#share(this.#board, name, calls, { address, bytes });
    else for (const call of calls) this.run[name](...call, ...(bytes > 0 ? [address] : []));
  }

  /** After a helper was lost there are none. */
  #share(board: JobBoard, name: ExportName, calls: readonly Call[], { address, bytes }: Scratch): void {
    try {
      board.complete(name, calls, address, bytes);
    } catch (error) {
      if (error instanceof HelperLost) this.dismiss();
      throw error;
    }
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
      if (this.#scratch) this.#tfjs._free(this.#scratch);
      this.#scratch = this.#tfjs._malloc(bytes) >>> 0;
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
