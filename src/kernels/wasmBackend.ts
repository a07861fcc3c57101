/** Starts tfjs on WebAssembly, with SIMD and threads where the host has them. */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { BackendInfo } from './backendInfo';
import { startWorker } from './wasm/helpers';
import { startPrograms } from './wasm/programs';

type WasmFile =
  'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm';

/** URLs of tfjs's three wasm files. */
export type WasmPaths = Record<WasmFile, string>;

/** More have not been tried. */
const MAX_THREADS = 8;

/**
 * Makes wasm the current backend. Throws if its file cannot be loaded or WebAssembly is missing.
 *
 * @param threads at most; by default as many as there are cores
 */
export async function startWasm(
  paths: WasmPaths | undefined,
  threads = globalThis.navigator?.hardwareConcurrency ?? 1,
): Promise<BackendInfo> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (!tf.engine().registry['wasm']) {
    // tfjs refuses new paths once its module has loaded; starting again keeps the old ones.
    if (paths) wasm.setWasmPaths(paths);
    // Nearly all work is our programs'; threads of its own, which it takes from four cores on, would only contend.
    wasm.setThreadsCount(1);
  }
  const started = await tf.setBackend('wasm').catch(() => false);
  if (!started) {
    throw new Error(
      'WebAssembly could not start: its file was not found or was refused; reload the page, or use another browser.',
    );
  }
  // Without SIMD the generic forms stay; every browser of the last years has it.
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const working = simd
    ? await startPrograms(tf.backend() as BackendWasm, Math.min(threads, MAX_THREADS), startWorker)
    : 1;
  const device = `${simd ? 'SIMD' : 'no SIMD'}, ${working} ${working === 1 ? 'thread' : 'threads'}`;
  return { name: 'wasm', device, software: false, why: null };
}
