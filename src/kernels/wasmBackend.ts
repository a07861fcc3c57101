/** Starts tfjs on WebAssembly, with SIMD and threads where the host has them. */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { BackendInfo } from './backendInfo';
import { startWithEmptyPool } from './wasm/emptyPool';
import { startWorker, type StartHelper } from './wasm/helpers';
import { MAX_THREADS } from './wasm/jobs';
import { startPrograms } from './wasm/programs';

type WasmFile =
  'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm';

/** URLs of tfjs's three wasm files. */
type WasmPaths = Record<WasmFile, string>;

/** Where nobody says how many: of more it is known that they give the same numbers, not that they are faster. */
const USUAL_THREADS = 8;

export interface WasmOptions {
  /** Where the page serves tfjs's wasm files; in Node tfjs finds its own. */
  readonly wasmPaths?: WasmPaths | undefined;
  /** At most; by default as many as there are cores, up to eight; MAX_THREADS in any case. */
  readonly threads?: number | undefined;
  /** How a host without Web Workers starts threads that help; without it there is one thread there. */
  readonly startHelper?: StartHelper | undefined;
}

/** How many threads a machine of so many cores computes on unless it is told. */
export function usualThreads(cores: number): number {
  return Math.min(cores, USUAL_THREADS);
}

/** Makes wasm the current backend. Throws if its file cannot be loaded or WebAssembly is missing. */
export async function startWasm({
  wasmPaths,
  threads = usualThreads(globalThis.navigator?.hardwareConcurrency ?? 1),
  startHelper,
}: WasmOptions): Promise<BackendInfo> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (!tf.engine().registry['wasm']) {
    // tfjs refuses new paths once its module has loaded; starting again keeps the old ones.
    if (wasmPaths) wasm.setWasmPaths(wasmPaths);
    // Nearly all work is our programs'; threads of its own, which it takes from four cores on, would only contend.
    wasm.setThreadsCount(1);
    // tfjs takes the build with shared memory where browsers allow it, and in Node only if told to.
    if (startHelper && threads > 1) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
  }
  const started = await startWithEmptyPool(() => tf.setBackend('wasm')).catch(() => false);
  if (!started) {
    throw new Error(
      'WebAssembly could not start: its file was not found or was refused; reload the page, or use another browser.',
    );
  }
  // Without SIMD the generic forms stay; every browser of the last years has it.
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const { working, problem } = simd
    ? await startPrograms(
        tf.backend() as BackendWasm,
        Math.min(threads, MAX_THREADS),
        startHelper ?? startWorker,
      )
    : { working: 1, problem: null };
  const device = `${simd ? 'SIMD' : 'no SIMD'}, ${working} ${working === 1 ? 'thread' : 'threads'}`;
  const why = problem && `Threads that help did not start, so one computes alone (${problem}).`;
  return { name: 'wasm', device, software: false, why };
}
