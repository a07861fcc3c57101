/** WebGPU in Node where no graphics driver is: on the processor, by the SwiftShader that Chromium brings along. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadNodeGpu } from '../src/kernels/nodeGpu';

/** Debian's place for it, and beside the Chromium that the tests were given, which may be Playwright's. */
const FOLDERS = ['/usr/lib/chromium', path.dirname(process.env['CHROME_PATH'] ?? '')];

const driverIn = (folder: string) => path.join(folder, 'vk_swiftshader_icd.json');

const folder = FOLDERS.find((candidate) => existsSync(driverIn(candidate)));

/** Chromium's software adapter: its folder and Vulkan driver. Null where no Chromium brings one. */
export const softwareGpu = folder ? { folder, driver: driverIn(folder) } : null;

/** Whether Chromium is installed with its software adapter. */
export const hasSoftwareGpu = softwareGpu !== null;

/** Loads WebGPU on the software adapter. For correctness: wasm is faster. */
export function loadSoftwareGpu(): Promise<GPU> {
  if (!softwareGpu) throw new Error('No Chromium with a software adapter is installed.');
  process.env['VK_ICD_FILENAMES'] = softwareGpu.driver;
  const [RTLD_NOW, RTLD_NODELETE] = [0x2, 0x1000];
  try {
    process.dlopen({ exports: {} }, `${softwareGpu.folder}/libvulkan.so.1`, RTLD_NOW | RTLD_NODELETE);
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
