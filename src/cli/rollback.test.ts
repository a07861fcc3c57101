/** A run that goes back on its own: what `lab train` has written by then is what it has kept. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type * as Augment from '../data/augment';
import { EXIT } from './exit';
import { train } from './train';

/** The sixth batch, in phase two, is no numbers. */
const batches = vi.hoisted(() => ({ made: 0, spoilt: 6 }));

vi.mock('../data/augment', async (original) => {
  const augment = await original<typeof Augment>();
  return {
    ...augment,
    augmentBatch: (...given: Parameters<typeof augment.augmentBatch>) => {
      const batch = augment.augmentBatch(...given);
      return ++batches.made === batches.spoilt ? batch.fill(Number.NaN) : batch;
    },
  };
});

it('metrics.csv holds no row that became void, and a machine is told of the return', async () => {
  const lines: string[] = [];
  const said = [
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0),
  ];
  const out = await mkdtemp(path.join(tmpdir(), 'artifact-lab-rollback-'));
  try {
    const budget = { size: 'tiny', batch: '4', aeSteps: '4', ganSteps: '4' } as const;
    const checkpointEvery = { seconds: Infinity, steps: Infinity };
    const options = {
      ...budget,
      data: 'sample',
      backend: 'wasm',
      json: true,
      set: [],
      checkpointEvery,
    } as const;
    expect(await train({ ...options, out })).toBe(EXIT.done);
    const csv = (await readFile(path.join(out, 'metrics.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(csv.slice(1).map((line) => line.split(',').slice(0, 2).join(' '))).toEqual(
      ['autoencoder', 'repair'].flatMap((phase) => [1, 2, 3, 4].map((step) => `${phase} ${step}`)),
    );
  } finally {
    for (const spy of said) spy.mockRestore();
    await rm(out, { recursive: true });
  }
  const told = lines.map((line) => JSON.parse(line) as { type: string });
  expect(told.filter(({ type }) => type === 'recovered')).toMatchObject([{ phase: 'autoencoder', step: 4 }]);
});
