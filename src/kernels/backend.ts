/** Starts tfjs on the best backend there is, and says which one runs and why. */
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { messageOf } from '../base/messageOf';
import type { BackendInfo, BackendName, GpuChoice } from './backendInfo';
import { registerGradients } from './gradients';
import { startWasm, type WasmOptions } from './wasmBackend';
import { refuseNoMemory, WASM_MEMORY } from './wasmMemory';
import { startWebGPU, type DeviceLost } from './webgpuBackend';

export interface BackendOptions extends WasmOptions {
  /** 'auto' takes the first of webgpu, wasm, cpu that runs; a software WebGPU adapter loses against wasm. */
  readonly preference: BackendName | 'auto';
  /** navigator.gpu, or what the npm package `webgpu` creates. Absent: WebGPU is not available. */
  readonly gpu?: GPU | undefined;
  /** By default the fastest. */
  readonly gpuChoice?: GpuChoice;
  /** Called once if the GPU device goes away or reports an error; its tensors are lost, or not to be trusted. */
  readonly onDeviceLost?: (lost: DeviceLost) => void;
}

/**
 * Makes tfjs ready on one backend and registers our gradients. A preferred backend that cannot run is an error
 * that says what stood in the way; with 'auto' that sentence becomes the result's `why`.
 */
export async function startBackend(options: BackendOptions): Promise<BackendInfo> {
  registerGradients();
  if (options.preference !== 'auto') return start(options.preference, options, true);
  const obstacles: string[] = [];
  for (const name of ['webgpu', 'wasm'] as const) {
    try {
      const info = await start(name, options, false);
      const why = [...obstacles, ...(info.why === null ? [] : [info.why])].join(' ') || null;
      return { ...info, why };
    } catch (error) {
      obstacles.push(messageOf(error));
    }
  }
  return { ...(await start('cpu', options, false)), why: obstacles.join(' ') };
}

/**
 * Starts once more where a device was lost or a memory is full. Every tensor there is, on any backend, is gone, and
 * counted no more; disposing it afterwards does no harm.
 */
export async function restartBackend(options: BackendOptions): Promise<BackendInfo> {
  const lost = tf.findBackend('webgpu') as { readonly device?: GPUDevice } | null;
  tf.engine().reset();
  lost?.device?.destroy();
  return startBackend(options);
}

async function start(
  name: BackendName,
  options: BackendOptions,
  acceptSoftware: boolean,
): Promise<BackendInfo> {
  switch (name) {
    case 'webgpu':
      return startWebGPU({ ...options, acceptSoftware });
    case 'wasm':
      return startWasmSafely(options);
    case 'cpu':
      return startCpu();
  }
}

async function startWasmSafely(options: WasmOptions): Promise<BackendInfo> {
  const info = await startWasm(options);
  refuseNoMemory(tf.backend() as BackendWasm);
  return { ...info, limits: { memory: WASM_MEMORY, tensor: WASM_MEMORY } };
}

async function startCpu(): Promise<BackendInfo> {
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return { name: 'cpu', device: 'JavaScript, 1 thread', software: false, why: null };
}
