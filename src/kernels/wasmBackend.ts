/** Starts tfjs on WebAssembly, with SIMD and threads where the host has them. */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { BackendInfo } from './backendInfo';
import { startPrograms } from './wasm/programs';

type WasmFile =
  'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm';

/** URLs of tfjs's three wasm files. */
export type WasmPaths = Record<WasmFile, string>;

/** Makes wasm the current backend. Throws if its file cannot be loaded or WebAssembly is missing. */
export async function startWasm(paths: WasmPaths | undefined): Promise<BackendInfo> {
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  // tfjs refuses new paths once its module has loaded; starting again keeps the old ones.
  if (paths && !tf.engine().registry['wasm']) wasm.setWasmPaths(paths);
  const started = await tf.setBackend('wasm').catch(() => false);
  if (!started) {
    throw new Error(
      'WebAssembly could not start: its file was not found or was refused; reload the page, or use another browser.',
    );
  }
  const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT');
  const threaded = await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT');
  // Half of the cores and at most 4: a larger number given to setThreadsCount is cut to that (tried on 2 cores).
  const threads = threaded ? wasm.getThreadsCount() : 1;
  // Without SIMD the generic forms stay; every browser of the last years has it.
  if (simd) startPrograms(tf.backend() as BackendWasm, threads);
  const device = `${simd ? 'SIMD' : 'no SIMD'}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return { name: 'wasm', device, software: false, why: null };
}
