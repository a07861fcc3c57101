import { expect, it } from 'vitest';
import { makeConfig } from '../../experiments/presets';
import type { MetricRow, StoredRun } from '../../worker/protocol';
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
  return new Map<string, readonly MetricRow[]>(ends);
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

it('runs of two methods are told apart by the method’s title, and have a dash for what the other measures', () => {
  const images = { name: 'pets', count: 3, hash: 'aa' };
  const other = {
    ...{ id: 'r', config: makeConfig({ method: 'rotations' }), images },
    ...{ phase: 'rotations', step: 9, state: 'finished' },
  } as StoredRun;
  const runs = [run('a', 1, 400, 'finished'), other];
  const ends = new Map([...metrics(runs.slice(0, 1)), ['r', [rowOf({ loss: 1.2, accuracy: 0.4 })]]]);
  const { header, rows, notes } = comparisonTable(runs, ends);
  const column = (title: string) => rows.map(({ cells }) => cells[header.indexOf(title)]);
  expect(column('Method')).toEqual(['Spotting artifacts', 'Rotations (RotNet)']);
  expect(header.slice(0, 5)).toEqual(['Method', 'Seeds', 'Reached', 'Accuracy', 'Loss']);
  expect(header).not.toContain('Head'); // of rotations alone
  expect(notes[0]).toContain('different tasks');
  expect(notes[1]).toMatch(/^Left out: \d+ settings that only one method has/);
  expect([column('Accuracy'), column('Loss')]).toEqual([
    ['0.5', '0.4'],
    ['–', '1.2'],
  ]);
});

it('what was measured on held-out images comes first and as it was last; settings are called by their title', () => {
  const other = (id: string, displacement: number) =>
    ({
      ...{ id, config: makeConfig({ method: 'transformations', displacement }), phase: 'transformations' },
      ...{ images: { name: 'pets', count: 3, hash: 'aa' }, step: 100, state: 'finished' },
    }) as StoredRun;
  const runs = [run('a', 1, 400, 'finished'), other('near', 0.1), other('far', 0.2)];
  const measured = Array.from({ length: 20 }, (_, i) => rowOf({ accuracy: 0.3, heldOutAccuracy: i / 20 }));
  const { header, rows } = comparisonTable(runs, new Map([['near', measured]]));
  expect(header.slice(3, 5)).toEqual(['Held-out accuracy', 'Accuracy']);
  expect(rows[1]!.cells.slice(3, 5)).toEqual(['0.95', '0.3']);
  const moves = rows.map(({ cells }) => cells[header.indexOf('Largest move d')]);
  expect(moves).toEqual(['–', '0.1', '0.2']);
});

function rowOf(values: MetricRow['values']): MetricRow {
  return { phase: 'rotations', step: 9, epoch: 0, seconds: 0, values };
}
