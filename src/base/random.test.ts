import { describe, expect, it } from 'vitest';
import { Random } from './random';

const draws = (random: Random, n: number): number[] => Array.from({ length: n }, () => random.uniform());

describe('Random', () => {
  it('repeats itself for the same seed and purpose, and differs for others', () => {
    const a = draws(Random.forPurpose(1, 'damage'), 20);
    expect(draws(Random.forPurpose(1, 'damage'), 20)).toEqual(a);
    expect(draws(Random.forPurpose(1, 'dropout'), 20)).not.toEqual(a);
    expect(draws(Random.forPurpose(2, 'damage'), 20)).not.toEqual(a);
  });

  it('goes on from a saved state', () => {
    const random = new Random(4);
    draws(random, 7);
    const copy = Random.fromState(JSON.parse(JSON.stringify(random.state)) as number[]);
    expect(draws(copy, 20)).toEqual(draws(random, 20));
  });

  it('is uniform, normal and cut at two deviations', () => {
    const random = new Random(5);
    const n = 20_000;
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const uniform = draws(random, n);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform)).toBeLessThan(1);
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    const normal = Array.from({ length: n }, () => random.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1);
    const truncated = Array.from({ length: n }, () => random.truncatedNormal());
    expect(Math.max(...truncated.map(Math.abs))).toBeLessThanOrEqual(2);
    expect(mean(truncated.map((x) => x * x))).toBeCloseTo(0.774, 1);
  });

  it('permutes: every number once', () => {
    expect([...new Random(6).permutation(50)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, i) => i),
    );
    expect(new Random(6).permutation(0)).toHaveLength(0);
  });
});
