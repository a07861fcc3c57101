import { describe, expect, it } from 'vitest';
import type { Config } from '../../experiments/config';
import { makeConfig } from '../../experiments/presets';
import type { MetricRow, StoredRun } from '../../worker/protocol';
import {
  changesOf,
  comparedMetric,
  comparedOf,
  copiesAmong,
  finalValue,
  groupBySettings,
  spread,
  thinCurve,
  varyingKeys,
} from './compareRuns';

function run(id: string, changes: Partial<Config>, hash = 'aa'): StoredRun {
  return { id, config: makeConfig(changes), images: { name: 'pets', count: 3, hash } } as StoredRun;
}

function rows(values: readonly number[]): MetricRow[] {
  return values.map((value, i) => ({
    ...{ phase: 'repair', step: i + 1, epoch: 0, seconds: 0, values: { accuracy: value } },
  }));
}

describe('settings', () => {
  it('are told where they leave the preset', () => {
    expect(changesOf(run('a', {}))).toEqual([]);
    expect(changesOf(run('a', { theta: 0.3, repairGate: false, seed: 9 }))).toEqual(['θ 0.3', 'Gate off']);
    expect(changesOf(run('a', { preset: 'authors-code' }))).toEqual([]);
    expect(changesOf(run('a', { batchSize: 4, theta: 0.3 }))).toEqual(['θ 0.3', 'Batch 4']);
  });

  it('that differ between runs are columns, seeds are not', () => {
    const runs = [run('a', { theta: 0.1, seed: 1 }), run('b', { theta: 0.7, seed: 2, batchSize: 8 })];
    expect(varyingKeys(runs)).toEqual(['batchSize', 'theta']);
    expect(varyingKeys(runs.slice(0, 1))).toEqual([]);
  });

  it('that are the same but for the seed, on the same images, make a group', () => {
    const runs = [
      run('a', { seed: 1 }),
      run('b', { theta: 0.1 }),
      run('c', { seed: 2 }),
      run('d', { seed: 3 }, 'bb'),
    ];
    expect(groupBySettings(runs).map(({ runs }) => runs.map(({ id }) => id))).toEqual([
      ['a', 'c'],
      ['b'],
      ['d'],
    ]);
  });

  it('count each seed once, by the run that came furthest, and never average what came to different steps', () => {
    const at = (id: string, seed: number, phase: StoredRun['phase'], step: number): StoredRun => ({
      ...run(id, { seed }),
      ...{ phase, step },
    });
    const runs = [
      at('stopped', 1, 'autoencoder', 400),
      at('finished', 1, 'repair', 300),
      at('fork', 1, 'repair', 300),
      at('second', 2, 'repair', 300),
      at('unfinished', 3, 'repair', 40),
    ];
    expect(groupBySettings(runs).map(({ runs }) => runs.map(({ id }) => id))).toEqual([
      ['finished', 'second'],
      ['unfinished'],
    ]);
  });
});

describe('ends', () => {
  it('are the mean of the last tenth', () => {
    expect(finalValue(rows([...Array<number>(18).fill(0), 0.4, 0.8]), 'accuracy')).toBeCloseTo(0.6, 12);
    expect(finalValue(rows([0.25]), 'accuracy')).toBe(0.25);
    expect(finalValue(rows([0.25]), 'maskLoss')).toBeNull();
  });

  it('of several seeds have a mean and a deviation', () => {
    expect(spread([1, 2, 3, null])).toEqual({ mean: 2, deviation: 1, count: 3 });
    expect(spread([5])).toEqual({ mean: 5, deviation: null, count: 1 });
    expect(spread([null])).toBeNull();
  });
});

it('a curve of many steps keeps its mean in few points', () => {
  const values = Array.from({ length: 1003 }, (_, i) => i);
  const thin = thinCurve(rows(values), 'accuracy', 100);
  expect(thin.length).toBeLessThanOrEqual(100);
  expect(thin[0]).toEqual({ x: 6, y: 5 });
  expect(thin.at(-1)!.x).toBeGreaterThan(990);
  expect(thinCurve(rows([3, 4]), 'accuracy', 100)).toEqual([
    { x: 1, y: 3 },
    { x: 2, y: 4 },
  ]);
});

it('finds copies: an import, and a fork as far as it is the same, but no run of its own', () => {
  const runs = [run('a', {}), run('import', {}), run('fork', {}), run('own', {}), run('others', {}, 'bb')];
  const metrics = new Map([
    ['a', rows([1, 2, 3])],
    ['import', rows([1, 2, 3])],
    ['fork', rows([1, 2])],
    ['own', rows([1, 5, 3])],
    ['others', rows([1, 2, 3])],
  ]);
  const copies = [...copiesAmong(runs, metrics)].map(([copy, { id }]) => [copy, id]);
  expect(copies).toEqual([
    ['import', 'a'],
    ['fork', 'a'],
  ]);
});

describe('metrics to compare', () => {
  const titles = (...methods: Parameters<typeof comparedOf>[0]) =>
    comparedOf(methods).map(({ title }) => title);

  it('are those of the runs’ methods, each once', () => {
    expect(titles('rotations')).toEqual(['Loss', 'Accuracy', 'Held-out accuracy']);
    expect(titles('artifacts')).not.toContain('Loss');
    const both = titles('rotations', 'artifacts');
    expect(both.filter((title) => title === 'Accuracy')).toHaveLength(1);
    expect(both).toContain('Loss');
  });

  it('count the steps of a phase only where it is one', () => {
    expect(comparedMetric(['artifacts'], 'accuracy').words.across).toBe('step of damage & repair');
    expect(comparedMetric(['artifacts', 'rotations'], 'accuracy').words.across).toBe('step');
  });

  it('give way to the first where a method does not have the one that is wanted', () => {
    expect(comparedMetric(['rotations'], 'maskLoss').metric).toBe('loss');
    expect(comparedMetric(['rotations'], 'accuracy').metric).toBe('accuracy');
  });
});
