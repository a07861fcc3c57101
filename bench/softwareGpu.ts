/** WebGPU in Node where no graphics driver is: on the processor, by the SwiftShader that Chromium brings along. */
import { existsSync } from 'node:fs';
import { loadNodeGpu } from '../src/kernels/nodeGpu';

const CHROMIUM = '/usr/lib/chromium';
const DRIVER = `${CHROMIUM}/vk_swiftshader_icd.json`;

/** Whether Chromium is installed with its software adapter. */
export const hasSoftwareGpu = existsSync(DRIVER);

/** Loads WebGPU on the software adapter. For correctness: wasm is faster. */
export function loadSoftwareGpu(): Promise<GPU> {
  process.env['VK_ICD_FILENAMES'] = DRIVER;
  const [RTLD_NOW, RTLD_NODELETE] = [0x2, 0x1000];
  try {
    process.dlopen({ exports: {} }, `${CHROMIUM}/libvulkan.so.1`, RTLD_NOW | RTLD_NODELETE);
  } catch (error) {
    // Not an add-on, so Node always throws; but the Vulkan loader then stays in memory, where Dawn finds it by its name.
    if (!String(error).includes('did not self-register')) throw error;
  }
  return loadNodeGpu();
}

/** Loads WebGPU on a graphics card if there is one, else on the software adapter if that is installed. */
export async function loadAnyGpu(): Promise<GPU> {
  const gpu = await loadNodeGpu();
  if (!hasSoftwareGpu || (await gpu.requestAdapter())) return gpu;
  return loadSoftwareGpu();
}
