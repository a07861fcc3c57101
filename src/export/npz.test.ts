import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { writeNpy } from './npy';
import { readNpz, writeNpz } from './npz';

const TENSORS = new Map([
  ['conv1.weight', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ['conv1.bias', { shape: [1], data: Float32Array.of(-0.5) }],
]);

test('arrays and metadata come back as they were', () => {
  const metadata = { citation: 'Jenni & Favaro', config: '{"size":"tiny"}' };
  expect(readNpz(writeNpz(TENSORS, metadata))).toEqual({ tensors: TENSORS, metadata });
});

describe('what is not ours is refused in a sentence', () => {
  const doubles = writeNpy({ shape: [1], data: Float32Array.of(1) });
  doubles.set(new TextEncoder().encode("{'descr': '<f8'"), 10);

  test.each([
    ['no zip', new TextEncoder().encode('Dear diary'), /not an .npz file of ours/],
    ['doubles', zipSync({ 'a.npy': doubles }), /not of float32 in C order/],
  ])('%s', (_, bytes, sentence) => {
    expect(() => readNpz(bytes)).toThrow(sentence);
  });
});
