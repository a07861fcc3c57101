/**
 * Starts tfjs on WebGPU. We make the device ourselves instead of letting tfjs do it, so that its limits, its loss,
 * and the adapter's name are ours.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendInfo, GpuChoice } from './backendInfo';
import { registerPrograms } from './operation';
import { OPERATIONS } from './operations';
import { convolutionPrograms } from './webgpu/convolution';
import { webgpuPrograms } from './webgpu/programs';

export interface DeviceLost {
  /** Gone; or there, but short of memory or with an error after which its numbers are not to be trusted. */
  readonly reason: 'gone' | 'memory' | 'error';
  /** What the driver says of it; may be empty. */
  readonly message: string;
}

interface WebGPUOptions {
  readonly gpu?: GPU | undefined;
  readonly gpuChoice?: GpuChoice;
  readonly onDeviceLost?: (lost: DeviceLost) => void;
  /** Whether an adapter that computes on the processor will do; wasm is faster than that. */
  readonly acceptSoftware: boolean;
}

/** Makes WebGPU the current backend. Throws one sentence that says what stood in the way and what to do. */
export async function startWebGPU(options: WebGPUOptions): Promise<BackendInfo> {
  if (!options.gpu) {
    throw new Error('This browser has no WebGPU; use a current Chrome, Edge, Firefox or Safari.');
  }
  const { gpuChoice = 'high-performance' } = options;
  const adapter = await options.gpu.requestAdapter(
    gpuChoice === 'automatic' ? {} : { powerPreference: gpuChoice },
  );
  if (!adapter) {
    throw new Error(
      'WebGPU found no adapter; update the graphics driver or turn on hardware acceleration in the browser.',
    );
  }
  const software = isSoftware(adapter);
  if (software && !options.acceptSoftware) {
    throw new Error(
      `WebGPU found only a software adapter (${adapterName(adapter)}), slower than WebAssembly; ` +
        'update the graphics driver or turn on hardware acceleration in the browser.',
    );
  }
  const device = await requestDevice(adapter);
  // A second start must not meet the first one's device, which may be lost.
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  if (tf.findBackendFactory('webgpu') !== null) tf.removeBackend('webgpu');
  const backend = new WebGPUBackend(device, adapter.info);
  tf.registerBackend('webgpu', () => backend);
  // Small operations on tensors not yet uploaded would run on the processor, which rounds otherwise: a run that
  // was resumed would leave the path of an unbroken one.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (!(await tf.setBackend('webgpu'))) {
    throw new Error(`WebGPU could not start on ${adapterName(adapter)}; update the graphics driver.`);
  }
  registerPrograms(OPERATIONS, 'webgpu', [...webgpuPrograms(backend), ...convolutionPrograms(software)]);
  // Once: an error that nobody scoped has spoilt numbers somewhere, so what follows from it is of no interest.
  let told = false;
  const tell = (lost: DeviceLost): void => {
    if (told || tf.findBackend('webgpu') !== backend) return;
    told = true;
    options.onDeviceLost?.(lost);
  };
  void device.lost.then(({ message }) => tell({ reason: 'gone', message }));
  device.addEventListener('uncapturederror', ({ error }) =>
    tell({
      reason: error.constructor.name === 'GPUOutOfMemoryError' ? 'memory' : 'error',
      message: error.message,
    }),
  );
  return {
    name: 'webgpu',
    device: adapterName(adapter),
    software,
    why: null,
    limits: {
      memory: null,
      tensor: Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize),
    },
  };
}

/** A device with all the adapter's compute limits: tfjs picks its work-group sizes by them. */
async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits, features } = adapter;
  try {
    return await adapter.requestDevice({
      requiredFeatures: (['timestamp-query', 'bgra8unorm-storage'] as const).filter((feature) =>
        features.has(feature),
      ),
      requiredLimits: {
        maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
        maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
        maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
        maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
        maxBufferSize: limits.maxBufferSize,
        maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
        maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      },
    });
  } catch (error) {
    throw new Error(`WebGPU gave no device on ${adapterName(adapter)}; close other tabs that use the GPU.`, {
      cause: error,
    });
  }
}

function adapterName(adapter: GPUAdapter): string {
  const { description, vendor, architecture, device } = adapter.info;
  return description || [vendor, architecture, device].filter(Boolean).join(' ') || 'an unnamed adapter';
}

function isSoftware(adapter: GPUAdapter): boolean {
  const { description, vendor, architecture, device, isFallbackAdapter } = adapter.info;
  const words = [description, vendor, architecture, device].join(' ');
  return isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(words);
}
