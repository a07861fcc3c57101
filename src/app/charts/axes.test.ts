import { expect, it } from 'vitest';
import { stepAxis, valueAxis } from './axes';

it('fits the values: no more than a third of a chart is empty', () => {
  for (const [low, high] of [
    [0.61, 0.72],
    [0.05, 0.4],
    [12, 340],
    [0.9, 0.97],
    [-3, -2.2],
  ] as const) {
    const { domain, ticks } = valueAxis([low, high]);
    expect(domain[0]).toBeLessThanOrEqual(low);
    expect(domain[1]).toBeGreaterThanOrEqual(high);
    expect((high - low) / (domain[1] - domain[0])).toBeGreaterThan(0.6);
    expect(ticks.length).toBeGreaterThanOrEqual(3);
  }
});

it('takes in the line of chance where it is near, and keeps shares within their bounds', () => {
  expect(valueAxis([0.6, 0.68], { chance: Math.LN2 }).domain[1]).toBeGreaterThanOrEqual(Math.LN2);
  expect(valueAxis([0.01, 0.03], { chance: Math.LN2 }).domain[1]).toBeLessThan(0.1);
  expect(valueAxis([0.6, 1], { bounds: [0, 1], chance: 0.5 }).domain).toEqual([0.5, 1]);
});

it('has ticks at 1, 2 and 5 of each decade on a logarithmic axis, and at decades over many', () => {
  expect(valueAxis([0.01, 1.5, -3, NaN], { isLog: true })).toEqual({
    domain: [0.01, 1.5],
    ticks: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1],
  });
  expect(valueAxis([1e-4, 50], { isLog: true }).ticks).toEqual([1e-4, 0.01, 1]);
  expect(valueAxis([0.6, 0.8], { isLog: true }).ticks).toEqual([0.6, 0.65, 0.7, 0.75, 0.8]);
});

it('has round steps of the phase, whole ones only', () => {
  expect(stepAxis(1501, 1900, 1500, false).ticks).toEqual([1600, 1700, 1800, 1900]);
  expect(stepAxis(1, 3, 0, false).ticks).toEqual([1, 2, 3]);
  expect(stepAxis(1501, 1600, 1500, true).ticks).toEqual([1501, 1502, 1505, 1510, 1520, 1550, 1600]);
});

it('stands without values, and around a single one', () => {
  expect(valueAxis([NaN]).domain).toEqual([0, 1]);
  const [low, high] = valueAxis([5]).domain;
  expect([low < 5, high > 5]).toEqual([true, true]);
});
