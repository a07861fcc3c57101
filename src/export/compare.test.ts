import { describe, expect, test } from 'vitest';
import { compareOutputs } from './compare';

const output = (...values: number[]) =>
  new Map([['conv5', { shape: [values.length], data: Float32Array.from(values) }]]);

test('a difference is a share of the largest of our values', () => {
  const [found] = compareOutputs(output(0, -4, 2), output(0.5, -4, 2));
  expect(found).toEqual({ output: 'conv5', relative: 0.125 });
  expect(compareOutputs(output(0, 0), output(0, 0))[0]!.relative).toBe(0);
});

describe('never agrees', () => {
  test.each([
    ['not a number', output(1), output(NaN)],
    ['infinity', output(1), output(Infinity)],
    ['something where all of ours are zero', output(0, 0), output(0, 1e-9)],
  ])('%s', (_, ours, theirs) => {
    expect(compareOutputs(ours, theirs)[0]!.relative).toBe(Infinity);
  });
});

test('a missing output and another shape are told by name', () => {
  expect(() => compareOutputs(output(1), new Map())).toThrow('There is no output “conv5”.');
  expect(() => compareOutputs(output(1), output(1, 2))).toThrow('“conv5” has shape [2], ours has [1].');
});
