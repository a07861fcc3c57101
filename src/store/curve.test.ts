import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curve, decimate, smooth } from './curve';
import { Series } from './series';

// −0 is the same number to a chart, but not to toBe; adding 0 makes it 0.
const value = fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((number) => number + 0);
const values = fc.array(value, { minLength: 1, maxLength: 2000 });
const weight = fc.double({ min: 0, max: 0.99, noNaN: true });

function seriesOf(numbers: readonly number[]): Series {
  const series = new Series();
  numbers.forEach((value, i) => series.push(i + 1, value));
  return series;
}

describe('smooth', () => {
  it('is the weighted mean that its definition says', () => {
    // Weights of the past: 0.5² · 4, 0.5 · 8, 16, over their sum.
    const [, , third] = smooth(Float64Array.of(4, 8, 16), 0.5);
    expect(third).toBeCloseTo((0.25 * 4 + 0.5 * 8 + 16) / 1.75, 12);
  });

  it('leaves values alone at weight 0 and constants at any', () => {
    fc.assert(
      fc.property(values, (numbers) => {
        expect([...smooth(Float64Array.from(numbers), 0)]).toEqual(numbers);
      }),
    );
    fc.assert(
      fc.property(weight, fc.integer({ min: 1, max: 500 }), (w, n) => {
        for (const average of smooth(new Float64Array(n).fill(3), w)) expect(average).toBeCloseTo(3, 9);
      }),
    );
  });

  it('passes over what is not finite', () => {
    const averages = smooth(Float64Array.of(NaN, 1, Infinity, 1), 0.9);
    expect(averages[0]).toBeNaN();
    expect(averages[2]).toBeCloseTo(1, 12);
    expect(averages[3]).toBeCloseTo(1, 12);
  });
});

describe('decimate', () => {
  it('keeps first, last, smallest and largest, in order and few', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 50 }), (numbers, buckets) => {
        const data = Float64Array.from(numbers);
        const kept = decimate(data, buckets);
        const drawn = kept.map((i) => data[i]!);
        expect(kept.length).toBeLessThanOrEqual(2 * buckets + 2);
        expect(kept).toEqual([...new Set(kept)].sort((a, b) => a - b));
        expect([kept[0], kept.at(-1)]).toEqual([0, data.length - 1]);
        expect(Math.min(...drawn)).toBe(Math.min(...numbers));
        expect(Math.max(...drawn)).toBe(Math.max(...numbers));
      }),
    );
  });
});

describe('curve', () => {
  it('smooths before it decimates: each point has the average over all data up to its step', () => {
    fc.assert(
      fc.property(values, weight, (numbers, w) => {
        const averages = smooth(Float64Array.from(numbers), w);
        for (const point of curve(seriesOf(numbers), w, 10)) {
          expect(point.smooth).toBe(averages[point.x - 1]);
          expect(point.raw).toBe(numbers[point.x - 1]);
        }
      }),
    );
  });

  it('draws few points of much data, in time that grows with the data and no faster', () => {
    const noisy = (n: number) => seriesOf(Array.from({ length: n }, (_, i) => Math.sin(i * 12.9898) + i / n));
    const fastest = (series: Series) =>
      Math.min(
        ...Array.from({ length: 15 }, () => {
          const started = performance.now();
          expect(curve(series, 0.9).length).toBeLessThanOrEqual(402);
          return performance.now() - started;
        }),
      );
    const [small, large] = [noisy(20_000), noisy(200_000)];
    fastest(small);
    expect(fastest(large) / fastest(small)).toBeLessThan(40);
  });
});
