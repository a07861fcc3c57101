import { describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { bootstrapMean, rocArea, type Scored } from './bootstrap';

const scoredOf = (high: readonly number[], low: readonly number[]): Scored[] => [
  ...high.map((score, image) => ({ score, positive: true, image })),
  ...low.map((score, image) => ({ score, positive: false, image })),
];

describe('the area under the ROC curve', () => {
  it('is the share of pairs that are in order, ties counting half', () => {
    expect(rocArea(scoredOf([3, 2], [1, 2]), 2, new Random(1))!.value).toBe(3.5 / 4);
    expect(rocArea(scoredOf([1], [1]), 1, new Random(1))!.value).toBe(0.5);
  });

  it('is what counting all pairs gives', () => {
    const random = new Random(5);
    const [high, low] = [0.3, 0].map((shift) =>
      // Few different values, so that many are equal.
      Array.from({ length: 60 }, () => Math.round(4 * (random.normal() + shift))),
    ) as [number[], number[]];
    let wins = 0;
    for (const a of high) for (const b of low) wins += a > b ? 1 : a === b ? 0.5 : 0;
    expect(rocArea(scoredOf(high, low), 60, random)!.value).toBeCloseTo(wins / 3600, 12);
  });

  it('is missing without positives or without negatives', () => {
    expect(rocArea(scoredOf([1, 2], []), 2, new Random(1))).toBeNull();
    expect(rocArea(scoredOf([], [1, 2]), 2, new Random(1))).toBeNull();
  });

  it('has an interval that takes all cells of an image together', () => {
    const random = new Random(3);
    // Every image is drawn once and repeated as 64 equal cells: that adds no evidence.
    const once = Array.from({ length: 40 }, (_, image) => ({
      ...{ score: random.normal() + (image % 2), positive: image % 2 === 1 },
      image,
    }));
    const repeated = once.flatMap((scored) => Array.from({ length: 64 }, () => scored));
    const width = (all: readonly Scored[]): number => {
      const { low, high } = rocArea(all, 40, new Random(9))!.interval;
      return high - low;
    };
    expect(width(repeated)).toBeCloseTo(width(once), 10);
  });
});

it('the interval of a mean is that of normal theory, about', () => {
  const random = new Random(7);
  const values = Array.from({ length: 400 }, () => 5 + 2 * random.normal());
  const { value, interval } = bootstrapMean(values, random);
  expect(value).toBeCloseTo(values.reduce((sum, each) => sum + each, 0) / 400, 10);
  const half = (interval.high - interval.low) / 2;
  expect(half).toBeGreaterThan(0.8 * 1.96 * 0.1);
  expect(half).toBeLessThan(1.2 * 1.96 * 0.1);
});
