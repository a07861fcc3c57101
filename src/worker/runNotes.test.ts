import { expect, it } from 'vitest';
import { MemoryFolder } from '../checkpoints/memoryFolder';
import { PHASE_IDS } from '../experiments/phases';
import type {
  Continued,
  EvaluationEvent,
  LabEvent,
  MeasuredRow,
  MeasureHead,
  SavingStatus,
} from './protocol';
import { RunNotes } from './runNotes';

const head: MeasureHead = {
  ...{ moment: { phase: 'repair', step: 40 }, isUntrained: false, set: 'pets', isTransfer: false },
  ...{ head: 'linear', images: 20, labelled: 20, classes: ['cat', 'dog'] },
  ...{ measure: 'accuracy', chance: 0.5, splits: 1 },
};
const row: MeasuredRow = {
  ...{ method: 'probe', network: 'trained', layer: 'conv5', share: 1, split: 0, value: 0.75 },
  interval: { low: 0.4, high: 0.9 },
  classification: {
    ...{ count: 4, accuracy: 0.75, interval: { low: 0.4, high: 0.9 } },
    ...{ confusion: [[2, 0], [1, 1]], perClass: [1, null] }, // prettier-ignore
  },
  attributes: null,
  protocol: '8 × 8 maps',
};
const idle: SavingStatus = { state: 'idle', run: null, last: null, problem: null, retry: null };

/** A visit to the page: what it tells, and what it makes of the run that it has open. */
function visit(disk: MemoryFolder) {
  const told: LabEvent[] = [];
  const notes = new RunNotes({
    folder: (id) => disk.folder(id),
    pin: (indices) => Promise.resolve(hear({ type: 'pinned', indices })),
    emit: (event) => told.push(event),
  });
  function hear(event: LabEvent): void {
    told.push(event);
    notes.follow(event);
  }
  const begin = (id: string | null) => {
    hear({ type: 'metrics', rows: [], fresh: true });
    hear({ type: 'saving', saving: { ...idle, run: id } });
  };
  const save = (id: string) => hear({ type: 'saving', saving: { ...idle, run: id } });
  const evaluate = (event: EvaluationEvent) => notes.follow({ type: 'evaluation', event });
  const open = (id: string, fork: string | null = null) =>
    notes.bringBack(id, fork !== null, () => {
      hear({ type: 'pinned', indices: [7, 8] }); // those that the lab chose
      begin(fork ?? id);
      return Promise.resolve({ outcome: 'continued', run: fork ?? id } as Continued);
    });
  const measured = () => told.flatMap((event) => (event.type === 'evaluation' ? [event.event] : []));
  const pinned = () => told.findLast((event) => event.type === 'pinned')?.indices;
  return { hear, begin, save, evaluate, open, measured, pinned, told };
}

const written = () => new Promise((resolve) => setTimeout(resolve, 10));

async function firstVisit(disk: MemoryFolder): Promise<void> {
  const { hear, begin, save, evaluate } = visit(disk);
  begin(null);
  hear({ type: 'pinned', indices: [3, 1] });
  save('a');
  for (const event of [
    { type: 'head', head },
    { type: 'row', row },
  ] as const)
    evaluate(event);
  evaluate({ type: 'progress', progress: null });
  await written();
}

it('brings the pinned images and the table of a run back', async () => {
  const disk = new MemoryFolder();
  await firstVisit(disk);
  const later = visit(disk);
  await later.open('a');
  expect(later.pinned()).toEqual([3, 1]);
  expect(later.measured()).toEqual([
    { type: 'head', head },
    { type: 'row', row },
  ]);
  // What the lab chose meanwhile has not taken their place.
  later.save('a');
  await written();
  const last = visit(disk);
  await last.open('a');
  expect(last.pinned()).toEqual([3, 1]);
  expect(last.measured()).toHaveLength(2);
});

it('gives a fork the pinned images, but no table of other weights', async () => {
  const disk = new MemoryFolder();
  await firstVisit(disk);
  const later = visit(disk);
  await later.open('a', 'b');
  expect([later.pinned(), later.measured()]).toEqual([[3, 1], []]);
  later.save('b');
  await written();
  const last = visit(disk);
  await last.open('b');
  expect([last.pinned(), last.measured()]).toEqual([[3, 1], []]);
});

it('gives a run that begins anew no table of the one before', async () => {
  const disk = new MemoryFolder();
  const { begin, save, evaluate, open, measured } = visit(disk);
  begin('a');
  evaluate({ type: 'head', head });
  evaluate({ type: 'progress', progress: null });
  begin(null);
  save('b');
  await written();
  await open('b');
  expect(measured()).toEqual([]);
});

it('keeps a run’s pinned images when other images take the place of its own', async () => {
  const disk = new MemoryFolder();
  await firstVisit(disk);
  const later = visit(disk);
  await later.open('a');
  later.hear({ type: 'images', images: null });
  later.hear({ type: 'pinned', indices: [0, 1] });
  later.save('a'); // once more, before the other run begins
  later.begin(null);
  later.save('b');
  await written();
  const last = visit(disk);
  await last.open('a');
  expect(last.pinned()).toEqual([3, 1]);
  await last.open('b');
  expect(last.pinned()).toEqual([0, 1]);
});

it.each(PHASE_IDS)('brings back a table that was measured in the phase %s', async (phase) => {
  const disk = new MemoryFolder();
  const { begin, evaluate } = visit(disk);
  begin('a');
  evaluate({ type: 'head', head: { ...head, moment: { phase, step: 40 } } });
  evaluate({ type: 'progress', progress: null });
  await written();
  const later = visit(disk);
  await later.open('a');
  expect(later.measured()).toMatchObject([{ type: 'head', head: { moment: { phase } } }]);
});

it('continues a run whose notes are damaged, and says so', async () => {
  const disk = new MemoryFolder();
  await disk.folder('a').write('page.json', [new TextEncoder().encode('{"pinned": [-1]}')]);
  const { open, told } = visit(disk);
  expect(await open('a')).toMatchObject({ outcome: 'continued' });
  expect(told.find((event) => event.type === 'failure')?.failure.what).toContain('could not be read');
});

it('leaves it to the run to tell that storage is full, and tries again with the next save', async () => {
  const storage = { full: true };
  const disk = new MemoryFolder(storage);
  const { begin, save, told, hear } = visit(disk);
  begin('a');
  hear({ type: 'pinned', indices: [3] });
  await written();
  expect(told.filter(({ type }) => type === 'failure')).toEqual([]);
  storage.full = false;
  save('a');
  await written();
  expect(await disk.folder('a').read('page.json')).not.toBeNull();
});
