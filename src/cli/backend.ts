/** The backends of Node, started for a Lab. */
import { loadNodeGpu } from '../kernels/nodeGpu';
import type { BackendOptions } from '../kernels/backend';
import type { BackendName } from '../kernels/backendInfo';

export const BACKENDS = ['wasm', 'webgpu', 'cpu'] as const satisfies readonly BackendName[];

/** What a Lab needs to start this backend. Throws one sentence where Node finds no WebGPU. */
export async function backendOptions(preference: BackendName): Promise<BackendOptions> {
  if (preference !== 'webgpu') return { preference };
  const gpu = await loadNodeGpu();
  if (!(await gpu.requestAdapter())) {
    throw new Error('WebGPU found no adapter; install a Vulkan driver, or use --backend wasm.');
  }
  return { preference, gpu };
}
