import { describe, expect, it } from 'vitest';
import { difference } from './compare';

describe('difference', () => {
  it('takes Student’s interval over the seeds', () => {
    // Worked by hand: mean 2, deviation 1, 4.303 / √3 = 2.4843.
    const { mean, deviation, interval } = difference([1, 2, 3]);
    expect(mean).toBe(2);
    expect(deviation).toBe(1);
    expect(interval!.low).toBeCloseTo(-0.4843, 3);
    expect(interval!.high).toBeCloseTo(4.4843, 3);
  });

  it.each([
    [[2, 2.1, 1.9], 'holds'],
    [[1, 2, 3], 'leans'],
    [[1, -2, 3], 'open'],
    [[-1, -2, -3], 'leans-reversed'],
    [[-2, -2.1, -1.9], 'reversed'],
    [[5], 'open'],
  ] as const)('%j %s', (values, verdict) => {
    expect(difference(values).verdict).toBe(verdict);
  });

  it('refuses what it has no quantile for', () => {
    expect(() => difference([])).toThrow(RangeError);
    expect(() => difference(Array<number>(11).fill(1))).toThrow(RangeError);
  });
});
