/** The memory of WebAssembly, filled for real: that it is full is an error, from the first tensor on. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { startBackend } from './backend';
import { OutOfMemory } from './wasmMemory';

interface Allocator {
  readonly asm: { readonly memory: WebAssembly.Memory };
  _malloc(bytes: number): number;
}

it('that is full is told, whatever was computed before, and no address is given that is not there', async () => {
  await startBackend({ preference: 'wasm' });
  tf.add(tf.ones([4]), 1);
  const { wasm } = tf.backend() as unknown as { wasm: Allocator };
  const piece = 2 ** 28;
  let pieces = 0;
  expect(() => {
    for (; pieces <= 16; pieces++) {
      const end = (wasm._malloc(piece) >>> 0) + piece;
      expect(end).toBeLessThanOrEqual(wasm.asm.memory.buffer.byteLength);
    }
  }).toThrow(OutOfMemory);
  expect(pieces).toBeGreaterThan(1);
});
