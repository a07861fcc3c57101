/** WebGPU in Node, from the optional npm package `webgpu` (Dawn). */

/**
 * Loads the package and puts WebGPU's globals, navigator.gpu included, where tfjs expects a browser to have them.
 * Throws a sentence if the package is not installed for this platform.
 */
export async function loadNodeGpu(): Promise<GPU> {
  const { create, globals } = await import('webgpu').catch((error: unknown) => {
    throw new Error('WebGPU in Node needs the optional package “webgpu”; run npm install webgpu.', {
      cause: error,
    });
  });
  const gpu = create([]);
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  return gpu;
}
