import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changed } from './config';
import { makeConfig } from './presets';
import { gridRows, parseAxis } from './sweepRows';
import { baseChanges, tableRows } from './tables';
import { ABLATIONS } from '../methods/artifacts/experiments';
import { firstPhaseKey } from './sharedPhase';
import { planTable, shardJobs, tableJobs, tablePlanSchema, type TablePlan } from './tablePlan';

const images = { name: 'set', count: 100, hash: 'abc' };
const planOf = (seeds: number): TablePlan => {
  const base = changed(makeConfig({ seed: 5 }), baseChanges(ABLATIONS));
  return planTable({ title: 'Ablations', base, rows: tableRows(ABLATIONS), seeds, images, labelled: images });
};

describe('a plan', () => {
  test('has all rows of the paper’s table with their numbers, and is valid', () => {
    const plan = planOf(3);
    expect(tablePlanSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(plan.seeds).toEqual([5, 6, 7]);
    expect(plan.rows[0]).toMatchObject({ id: 'baseline', letter: null, paper: 79.94 });
    const letters = plan.rows.slice(1).map(({ letter }) => letter);
    expect(letters).toEqual([...letters].sort());
    expect(plan.rows.every(({ paper }) => paper !== null)).toBe(true);
  });

  test('is read from files of a program that knew fewer fields', () => {
    const plan = planOf(1);
    const text = JSON.stringify(plan, (key, value: unknown) => (key === 'noise' ? undefined : value));
    expect(tablePlanSchema.parse(JSON.parse(text))).toEqual(plan);
  });

  test('gives every job to exactly one shard, and about as many to each', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 }), (seeds, parts) => {
        const jobs = tableJobs(planOf(seeds));
        const shards = Array.from({ length: parts }, (_, i) => shardJobs(jobs, { part: i + 1, parts }));
        expect(shards.flat()).toEqual(jobs);
        const sizes = shards.map((shard) => shard.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('keeps together what shares an autoencoder: so many parts train hardly more of them than one does', () => {
    const jobs = tableJobs(planOf(3));
    const autoencoders = (some: typeof jobs): number =>
      new Set(some.map(({ config }) => firstPhaseKey(config))).size;
    const parts = 3;
    const trained = Array.from({ length: parts }, (_, i) => shardJobs(jobs, { part: i + 1, parts }));
    const all = trained.reduce((sum, shard) => sum + autoencoders(shard), 0);
    expect(all).toBeLessThan(autoencoders(jobs) + parts);
  });
});

test('a grid has a row for each combination, the last axis changing fastest', () => {
  const rows = gridRows([parseAxis('theta=0.1,0.5'), parseAxis('flip=true,false')]);
  expect(rows.map(({ id, changes }) => [id, changes])).toEqual([
    ['theta=0.1+flip=true', { theta: 0.1, flip: true }],
    ['theta=0.1+flip=false', { theta: 0.1, flip: false }],
    ['theta=0.5+flip=true', { theta: 0.5, flip: true }],
    ['theta=0.5+flip=false', { theta: 0.5, flip: false }],
  ]);
  expect(() => parseAxis('seed=1,2')).toThrow('Seeds are no grid');
});
