/** Trouble while a table is made: its runs recover as single runs do, and the table says where one drew other batches. */
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { MemoryFolder } from '../../checkpoints/memoryFolder';
import type * as Augment from '../../data/augment';
import { ImageSet } from '../../data/imageSet';
import { splitLabelled } from '../../evaluation/split';
import { makeConfig } from '../../experiments/presets';
import { tableNotes } from '../../experiments/tableColumns';
import { planTable, type Shard, type TablePlan } from '../../experiments/tablePlan';
import type { Table } from '../../experiments/tableResult';
import { Device } from '../recovery/device';
import { noiseSet } from '../labUnderTest';
import { runTable } from './runner';
import type { TableEvent, TableProgress } from './events';
import { identitiesOf, type TableImages } from './images';
import { storedTable } from './merge';
import { TableStore } from './store';

/** The calls whose batch is no numbers, and how many there were. */
const batches = vi.hoisted(() => ({ made: 0, spoilt: [0, 0] }));

vi.mock('../../data/augment', async (original) => {
  const augment = await original<typeof Augment>();
  return {
    ...augment,
    augmentBatch: (...given: Parameters<typeof augment.augmentBatch>) => {
      const batch = augment.augmentBatch(...given);
      const [from, to] = batches.spoilt as [number, number];
      batches.made++;
      return from <= batches.made && batches.made < to ? batch.fill(Number.NaN) : batch;
    },
  };
});

const LONG = 600_000;
const WHOLE: Shard = { part: 1, parts: 1 };
/** A table of one row takes so many steps of either phase. */
const STEPS = 6;

const training = (() => {
  const { data, info, paths } = noiseSet(10, 44);
  const labels = Int16Array.from({ length: 10 }, (_, i) => i % 2);
  return new ImageSet({ name: info.name, pixels: 44, labels, labelNames: ['even', 'odd'], data, paths });
})();
const images: TableImages = {
  training,
  labelled: { images: training, splitFor: (seed) => splitLabelled(training, seed) },
};

let device: Device;
let plan: TablePlan;
beforeAll(async () => {
  device = new Device(() => undefined);
  await device.start({ preference: 'wasm' });
  const small = { size: 'tiny', batchSize: 4, historySize: 6, aeSteps: STEPS, ganSteps: STEPS } as const;
  const row = { id: 'baseline', letter: null, title: 'Baseline', paper: null, changes: {} };
  const identities = await identitiesOf(images);
  plan = planTable({ title: 'Test', base: makeConfig(small), rows: [row], seeds: 1, ...identities });
});

afterEach(() => {
  batches.made = 0;
  batches.spoilt = [0, 0];
});

interface Making {
  readonly folder?: MemoryFolder;
  readonly hear?: (progress: TableProgress) => void;
  readonly signal?: AbortSignal;
}

async function make({
  folder = new MemoryFolder(),
  hear,
  signal = new AbortController().signal,
}: Making = {}) {
  const events: TableEvent[] = [];
  const store = new TableStore(folder);
  const saving = { seconds: Infinity, steps: 2 };
  const emit = (event: TableEvent): void => {
    events.push(event);
    if (event.type === 'progress') hear?.(event.progress);
  };
  await runTable(plan, WHOLE, images, { store, device, saving, emit, signal });
  const recovered = events.flatMap((event) => (event.type === 'recovered' ? event.recovery : []));
  return { table: await storedTable(store), recovered, store };
}

/** Loses the device in a stage, once. */
function losingIn(stage: TableProgress['stage']): (progress: TableProgress) => void {
  let isLost = false;
  return (progress) => {
    if (isLost || progress.stage !== stage) return;
    isLost = true;
    device.lose({ reason: 'gone', message: 'asleep' });
  };
}

describe('a device that is lost', () => {
  test.each(['autoencoder', 'repair', 'probe'] as const)(
    'in the stage “%s”: the table ends as an unbroken one, and says that it went on',
    async (stage) => {
      const { table: expected } = await make();
      const { table, recovered } = await make({ hear: losingIn(stage) });
      expect(table).toEqual(expected);
      expect(table.missing).toEqual([]);
      expect(recovered.map(({ what }) => what)).toEqual(['Baseline, seed 1: The GPU was lost: asleep.']);
    },
    LONG,
  );
});

const notes = (table: Table): string[] => tableNotes(table).filter((note) => note.startsWith('Baseline'));

describe('a loss that is no number', () => {
  test.each([
    ['phase one, which its rows share', 2],
    ['phase two', STEPS + 2],
  ])(
    'in %s: the row is trained with other batches, and the table says so',
    async (_, call) => {
      const { table: expected } = await make();
      batches.made = 0;
      batches.spoilt = [call, call + 1];
      const { table, recovered, store } = await make();
      expect(recovered[0]!.what).toMatch(/^Baseline, seed 1: \w+ became NaN in step 2/);
      expect(table.missing).toEqual([]);
      expect(table.rows[0]!.cells.conv5).toBeDefined();
      expect((await store.results('baseline-seed1')).map(({ redraws }) => redraws)).toEqual([1]);
      expect(notes(table)).toEqual([
        'Baseline: Seed 1: training went back 1 time after a loss that was no number, and went on with other batches.',
      ]);
      expect(notes(expected)).toEqual([]);
    },
    LONG,
  );

  test(
    'is not forgotten where the table is stopped and continued',
    async () => {
      const folder = new MemoryFolder();
      const controller = new AbortController();
      batches.spoilt = [STEPS + 1, STEPS + 2];
      const hear = ({ stage, share }: TableProgress): void => {
        if (stage === 'repair' && share > 0) controller.abort();
      };
      await expect(make({ folder, hear, signal: controller.signal })).rejects.toMatchObject({
        name: 'AbortError',
      });
      const { table, recovered } = await make({ folder });
      expect(recovered).toEqual([]);
      expect(notes(table)).toEqual([expect.stringContaining('Seed 1: training went back 1 time')]);
    },
    LONG,
  );

  test(
    'three times in a row is the result of its seed, with the reason; nothing is told of other batches',
    async () => {
      batches.spoilt = [STEPS + 1, Infinity];
      const { table, recovered } = await make();
      expect(recovered).toHaveLength(2);
      expect(table.missing).toEqual([]);
      expect(notes(table)).toEqual([
        expect.stringMatching(/^Baseline: Seed 1: \w+ became NaN in step 1 of phase “repair”/),
      ]);
    },
    LONG,
  );
});
