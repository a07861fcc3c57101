import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exponential } from './exponential';
import { Random } from './random';

test('is Math.exp to two units in the last place', () => {
  fc.assert(
    fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
      const expected = Math.exp(x);
      expect(Math.abs(exponential(x) - expected)).toBeLessThanOrEqual(2 * 2 ** -52 * expected);
    }),
    { numRuns: 20_000 },
  );
});

test('ends where numbers do', () => {
  expect(exponential(0)).toBe(1);
  expect(exponential(-0)).toBe(1);
  expect([-800, -Infinity].map(exponential)).toEqual([0, 0]);
  expect([800, Infinity].map(exponential)).toEqual([Infinity, Infinity]);
  expect(exponential(NaN)).toBeNaN();
});

test('has the bits that it has everywhere', () => {
  const random = new Random(7);
  const values = Float64Array.from({ length: 10_000 }, () => exponential(random.between(-40, 3)));
  const digest = createHash('sha256').update(values).digest('hex');
  expect(digest).toBe('ddf7482afe902593465cdac5340ff4cefcda792bcab1e6891eab3711d9515cfd');
});
