import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { startBackend } from './backend';

/** A browser's WebGPU as far as the choice of a backend looks at it. */
function gpuWith(info: Partial<GPUAdapterInfo> | null): GPU {
  const adapter = info && {
    info,
    limits: {},
    features: new Set<string>(),
    requestDevice: () => Promise.reject(new Error('lost')),
  };
  return { requestAdapter: () => Promise.resolve(adapter) } as unknown as GPU;
}

describe('startBackend', () => {
  it('falls back to wasm and says that the browser has no WebGPU', async () => {
    const info = await startBackend({ preference: 'auto' });
    expect(info).toMatchObject({ name: 'wasm', software: false });
    expect(info.device).toMatch(/^(no )?SIMD, \d+ threads?$/);
    expect(info.why).toMatch(/^This browser has no WebGPU; /);
    expect(tf.getBackend()).toBe('wasm');
  });

  it.each([
    ['no adapter', null, /^WebGPU found no adapter; /],
    [
      'a software adapter',
      { description: 'SwiftShader Device' },
      /^WebGPU found only a software adapter .*SwiftShader/,
    ],
    ['a fallback adapter', { vendor: 'x', isFallbackAdapter: true }, /^WebGPU found only a software adapter/],
    [
      'an adapter without a device',
      { vendor: 'nvidia', architecture: 'ada' },
      /^WebGPU gave no device on nvidia ada; /,
    ],
  ])('prefers wasm to WebGPU with %s and says why', async (_case, info, why) => {
    const started = await startBackend({ preference: 'auto', gpu: gpuWith(info) });
    expect(started.name).toBe('wasm');
    expect(started.why).toMatch(why);
  });

  it.each([
    [undefined, { powerPreference: 'high-performance' }],
    ['low-power', { powerPreference: 'low-power' }],
    ['automatic', {}],
  ] as const)('asks for a GPU by the choice %s', async (gpuChoice, asked) => {
    const requestAdapter = vi.fn(() => Promise.resolve(null));
    const gpu = { requestAdapter } as unknown as GPU;
    await startBackend({ preference: 'auto', gpu, ...(gpuChoice && { gpuChoice }) });
    expect(requestAdapter.mock.calls).toEqual([[asked]]);
  });

  it('throws what stood in the way when the preferred backend cannot run', async () => {
    await expect(startBackend({ preference: 'webgpu' })).rejects.toThrow('This browser has no WebGPU; use');
  });

  it('runs on the processor when told to, without a reason', async () => {
    expect(await startBackend({ preference: 'cpu' })).toMatchObject({ name: 'cpu', why: null });
    expect(tf.getBackend()).toBe('cpu');
  });

  it('makes operations differentiable, however often it starts', async () => {
    await startBackend({ preference: 'wasm' });
    await startBackend({ preference: 'wasm' });
    const slope = tf.grad((x) => tf.square(x))(tf.scalar(3));
    expect(await slope.data()).toEqual(new Float32Array([6]));
  });
});
