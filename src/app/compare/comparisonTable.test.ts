import { expect, it } from 'vitest';
import { makeConfig } from '../../experiments/presets';
import type { StoredRun } from '../../worker/protocol';
import { comparisonTable } from './comparisonTable';

function run(id: string, seed: number, step: number, state: string): StoredRun {
  const config = makeConfig({ seed, ganSteps: 400 });
  const images = { name: 'pets', count: 3, hash: 'aa' };
  return { id, config, images, phase: 'repair', step, state } as StoredRun;
}

function metrics(runs: readonly StoredRun[]) {
  const ends = runs.map(({ id, step }, i) => {
    const values = { accuracy: 0.5 + i / 10 };
    return [id, [{ phase: 'repair' as const, step, epoch: 0, seconds: 0, values }]] as const;
  });
  return new Map(ends);
}

const rowsOf = (runs: readonly StoredRun[]) =>
  comparisonTable(runs, metrics(runs)).rows.map(({ cells }) => cells);

it('a run, its fork, its rerun and one that was stopped are one seed, without a deviation', () => {
  const runs = [
    run('stopped', 1, 40, 'stopped'),
    run('first', 1, 400, 'finished'),
    run('fork', 1, 400, 'finished'),
    run('rerun', 1, 400, 'finished'),
  ];
  expect(rowsOf(runs)).toEqual([['1', 'Damage & repair, step 400', '0.6']]);
});

it('an unfinished run of another seed stands on a line of its own, with what it lacks', () => {
  const runs = [run('a', 1, 400, 'finished'), run('b', 2, 400, 'finished'), run('c', 3, 40, 'running')];
  expect(rowsOf(runs)).toEqual([
    ['1 2', 'Damage & repair, step 400', '0.55 ± 0.0707'],
    ['3', 'Damage & repair, step 40 of 400, unfinished', '0.7'],
  ]);
});
