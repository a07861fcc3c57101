/** tfjs's threaded build in Node, with the page's way around its pool of workers. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { startThread } from '../../cli/helpers';
import { restartBackend, startBackend } from '../backend';

interface Threaded {
  readonly wasm: { readonly wasmMemory?: WebAssembly.Memory };
}

it('shares its memory with helpers, starts again, and leaves the host’s Worker as it was', async () => {
  const own = function Worker(): void {};
  Object.assign(globalThis, { Worker: own });
  const options = { preference: 'wasm', threads: 3, startHelper: startThread } as const;
  for (const start of [startBackend, restartBackend]) {
    expect(await start(options)).toMatchObject({ device: 'SIMD, 3 threads' });
    expect(globalThis.Worker).toBe(own);
    const { wasm } = tf.backend() as unknown as Threaded;
    expect(wasm.wasmMemory!.buffer).toBeInstanceOf(SharedArrayBuffer);
    const [before] = [wasm.wasmMemory!.buffer.byteLength];
    // Larger than the memory is, so that it grows.
    const sum = tf.tidy(() => tf.sum(tf.add(tf.zeros([before]), 1 / before)));
    expect((await sum.data())[0]).toBeCloseTo(1, 3);
    expect(wasm.wasmMemory!.buffer.byteLength).toBeGreaterThan(before);
  }
  Reflect.deleteProperty(globalThis, 'Worker');
});
