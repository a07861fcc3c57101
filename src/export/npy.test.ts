import { expect, test } from 'vitest';
import { writeNpy } from './npy';

test('the bytes of numpy.save for [[1, −2], [0.5, 3]]', () => {
  const file = writeNpy({ shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 3) });
  expect([...file.subarray(0, 10)]).toEqual([0x93, 78, 85, 77, 80, 89, 1, 0, 118, 0]);
  const header = new TextDecoder().decode(file.subarray(10, 128));
  expect(header.trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }");
  expect(header.endsWith('\n')).toBe(true);
  expect([...file.subarray(128)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192, 0, 0, 0, 63, 0, 0, 64, 64]);
});

test('one axis keeps its comma, and part of a buffer is written as that part', () => {
  const file = writeNpy({ shape: [1], data: Float32Array.of(7, 1).subarray(1) });
  expect(new TextDecoder().decode(file)).toContain("'shape': (1,), }");
  expect([...file.subarray(-4)]).toEqual([0, 0, 128, 63]);
});
