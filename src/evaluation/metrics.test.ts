import { describe, expect, test } from 'vitest';
import { meanAndDeviation } from '../base/meanAndDeviation';
import {
  argmaxRows,
  averagePrecision,
  weightedPrecision,
  classification,
  majorityBaseline,
  wilsonInterval,
} from './metrics';

describe('Wilson’s interval', () => {
  test('8 of 10, by hand: centre (0.8 + 3.8415/20)/1.38415, half width 0.2266', () => {
    const { low, high } = wilsonInterval(8, 10);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
  });

  test('stays inside [0, 1] and is not a point at the ends', () => {
    expect(wilsonInterval(0, 10).low).toBe(0);
    expect(wilsonInterval(0, 10).high).toBeCloseTo(0.2775, 4); // z² / (n + z²)
    expect(wilsonInterval(10, 10).low).toBeCloseTo(0.7225, 4);
    expect(wilsonInterval(10, 10).high).toBeCloseTo(1);
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

test('accuracy, confusion and per-class accuracy of six answers; a class without images has none', () => {
  const scores = classification([0, 0, 0, 1, 1, 3], [0, 0, 1, 1, 2, 3], 4);
  expect(scores.accuracy).toBeCloseTo(4 / 6);
  expect(scores.count).toBe(6);
  expect(scores.confusion).toEqual([
    [2, 1, 0, 0],
    [0, 1, 1, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 1],
  ]);
  expect(scores.perClass).toEqual([2 / 3, 1 / 2, null, 1]);
});

test('the majority is the training images’, not that of the images it is judged by', () => {
  expect(majorityBaseline([0, 1, 1, 2], [0, 0, 0, 1], 3).accuracy).toBe(1 / 4);
  expect(majorityBaseline([2, 0], [0, 2, 2, 2], 3).accuracy).toBe(1 / 4); // a tie goes to the first
});

describe('average precision', () => {
  test('positives at ranks 1, 3 and 4 of 5: (1/1 + 2/3 + 3/4) / 3', () => {
    expect(averagePrecision([0.9, 0.8, 0.7, 0.6, 0.5], [1, 0, 1, 1, 0])).toBeCloseTo((1 + 2 / 3 + 3 / 4) / 3);
  });

  test('equal scores share a threshold, so that their order does not matter', () => {
    // One threshold takes the first three (2 of 3 right, all positives found).
    expect(averagePrecision([1, 1, 1, 0], [1, 0, 1, 0])).toBeCloseTo(2 / 3);
    expect(averagePrecision([1, 1, 1, 0], [0, 1, 1, 0])).toBeCloseTo(2 / 3);
  });

  test('a row of weight n counts as n rows, one of weight 0 as none', () => {
    const [scores, targets, weights] = [
      [0.9, 0.8, 0.8, 0.6, 0.5],
      [1, 0, 1, 1, NaN],
      [2, 1, 3, 0, 1],
    ];
    const repeat = (values: number[]) => values.flatMap((value, i) => Array<number>(weights[i]!).fill(value));
    const byHand = (2 / 5) * 1 + (3 / 5) * (5 / 6);
    expect(weightedPrecision(scores, targets)(weights)).toBeCloseTo(byHand);
    expect(averagePrecision(repeat(scores), repeat(targets))).toBeCloseTo(byHand);
    expect(weightedPrecision(scores, targets)([0, 1, 0, 0, 1])).toBeNaN();
  });

  test('unknown targets are left out; without a positive there is none', () => {
    expect(averagePrecision([0.9, 0.8, 0.7], [NaN, 1, 0])).toBe(1);
    expect(averagePrecision([0.9, 0.8], [0, 0])).toBeNull();
  });
});

test('mean and sample deviation', () => {
  expect(meanAndDeviation([1, 2, 6])).toEqual({ mean: 3, deviation: Math.sqrt(14 / 2) });
  expect(meanAndDeviation([5])).toEqual({ mean: 5, deviation: null });
});

test('the largest of each row, the first of equals', () => {
  expect([...argmaxRows([1, 3, 2, 5, 0, 5], 3)]).toEqual([1, 0]);
});
