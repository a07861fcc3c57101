import { describe, expect, it } from 'vitest';
import { Series } from './series';

describe('Series', () => {
  it('keeps every value in order while it grows', () => {
    const series = new Series();
    for (let i = 0; i < 1000; i++) series.push(i, i * i);
    expect(series.length).toBe(1000);
    expect([...series.x]).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(series.y[999]).toBe(999 * 999);
  });

  it('has a new version after each change', () => {
    const series = new Series();
    const versions = new Set([series.version]);
    series.push(1, 1);
    versions.add(series.version);
    series.clear();
    versions.add(series.version);
    expect(versions.size).toBe(3);
    expect(series.length).toBe(0);
  });
});
