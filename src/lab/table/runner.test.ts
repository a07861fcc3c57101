/** Tables at size tiny, with real training and real probes: broken off anywhere, in parts or whole, the same numbers. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../base/random';
import type { Folder, StoredFile } from '../../checkpoints/folder';
import { MemoryFolder } from '../../checkpoints/memoryFolder';
import { ImageSet } from '../../data/imageSet';
import { splitLabelled } from '../../evaluation/split';
import { METHOD_IDS } from '../../experiments/abouts';
import { makeConfig } from '../../experiments/presets';
import { methodRows } from '../../experiments/methodsTable';
import { planTable, type RowWish, type Shard, type TablePlan } from '../../experiments/tablePlan';
import { EARLIER_PROTOCOL, MEASURE_PROTOCOL } from '../../experiments/measureProtocol';
import { tableSchema, type Table, type TrialResult } from '../../experiments/tableResult';
import { tableToCsv } from '../../export/csvTable';
import { tableToLatex } from '../../export/latexTable';
import { tableToMarkdown } from '../../export/markdownTable';
import { Device } from '../recovery/device';
import { Run } from '../run';
import { runTable } from './runner';
import type { TableEvent } from './events';
import { identitiesOf, type TableImages } from './images';
import { storedRenderings, storedTable } from './merge';
import { TableStore } from './store';

const GOLDEN = JSON.parse(readFileSync(new URL('../golden/hashes.json', import.meta.url), 'utf8')) as {
  readonly table: Readonly<Record<'csv' | 'markdown' | 'latex', string>>;
};

const LONG = 600_000;
const WHOLE: Shard = { part: 1, parts: 1 };
const ROWS: readonly RowWish[] = [
  { id: 'baseline', letter: null, title: 'Baseline', paper: 79.94, changes: { theta: 0.5 } },
  { id: 'g', letter: '(g)', title: 'Without mask prediction', paper: 78.44, changes: { maskWeight: 0 } },
  { id: 'h', letter: '(h)', title: '3×3 encoder', paper: 79.84, changes: { encoderKernel: 3 } },
];

let device: Device;
beforeAll(async () => {
  device = new Device(() => undefined);
  await device.start({ preference: 'wasm' });
});

/** Two kinds of pictures that differ in their mean colour. */
function images(count = 10): TableImages {
  const random = new Random(3);
  const labels = Int16Array.from({ length: count }, (_, i) => i % 2);
  const bytes = 44 * 44 * 3;
  const training = new ImageSet({
    ...{ name: 'two kinds', pixels: 44, labels, labelNames: ['dark', 'light'] },
    data: Uint8Array.from(
      { length: count * bytes },
      (_, i) => 60 * labels[Math.floor(i / bytes)]! + random.integer(196),
    ),
    paths: Array.from({ length: count }, (_, i) => `${i % 2}/${i}.png`),
  });
  return { training, labelled: { images: training, splitFor: (seed) => splitLabelled(training, seed) } };
}

async function planOf(rows = ROWS, seeds = 1, steps = { aeSteps: 2, ganSteps: 2 }): Promise<TablePlan> {
  const base = makeConfig({ size: 'tiny', batchSize: 4, theta: 0.5, historySize: 6, ...steps });
  return planTable({ title: 'Test', base, rows, seeds, ...(await identitiesOf(images())) });
}

interface Making {
  readonly shard?: Shard;
  readonly emit?: (event: TableEvent) => void;
  readonly signal?: AbortSignal;
}

async function make(folder: Folder, plan: TablePlan, making: Making = {}): Promise<Table> {
  const { shard = WHOLE, emit = () => undefined, signal = new AbortController().signal } = making;
  const store = new TableStore(folder);
  const saving = { seconds: Infinity, steps: 1 };
  await runTable(plan, shard, images(), { store, device, saving, emit, signal });
  return storedTable(store);
}

/** Whatever is written to it after so many writes is lost, and says so: as if the machine had gone. */
class DyingFolder implements Folder {
  readonly #folder: Folder;
  readonly #life: { writes: number };

  constructor(folder: Folder, life: { writes: number }) {
    this.#folder = folder;
    this.#life = life;
  }

  files = (): Promise<readonly StoredFile[]> => this.#folder.files();
  folders = (): Promise<readonly string[]> => this.#folder.folders();
  folder = (name: string): Folder => new DyingFolder(this.#folder.folder(name), this.#life);
  read = (name: string): Promise<Uint8Array<ArrayBuffer> | null> => this.#folder.read(name);
  write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    return this.#life.writes-- > 0
      ? this.#folder.write(name, parts)
      : Promise.reject(new Error('The machine is gone.'));
  }
  remove(name: string): Promise<void> {
    return this.#life.writes > 0 ? this.#folder.remove(name) : Promise.resolve();
  }
}

describe('a table', () => {
  test(
    'has every row, seed and layer, is valid by its schema, and the same when made again',
    async () => {
      const plan = await planOf(ROWS, 2);
      const events: TableEvent[] = [];
      const folder = new MemoryFolder();
      const table = await make(folder, plan, { emit: (event) => events.push(event) });

      expect(tableSchema.parse(JSON.parse(JSON.stringify(table)))).toEqual(table);
      expect(table.missing).toEqual([]);
      expect(table.rows.map(({ id, seeds }) => [id, seeds])).toEqual(
        ['baseline', 'g', 'h'].map((id) => [id, [1, 2]]),
      );
      for (const { cells } of table.rows) {
        expect(Object.values(cells).map(({ values }) => values.length)).toEqual([2, 2, 2, 2, 2]);
      }
      expect(table.rows[1]!.changes).toEqual({ maskWeight: 0 });
      expect(table.references.map(({ network }) => network)).toEqual([
        ...['random', 'autoencoder', 'pixels', 'majority'],
      ]);
      expect((await storedRenderings(new TableStore(folder))).map(({ pictures }) => pictures.length)).toEqual(
        [8, 8, 8, 8],
      );
      // At the beginning nothing is there, and every trial adds its own.
      const tables = events.flatMap((event) => (event.type === 'table' ? event.table.missing.length : []));
      expect(tables).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
      expect(events.some(({ type }) => type === 'progress')).toBe(true);

      expect(await make(new MemoryFolder(), plan)).toEqual(table);
      // Goldens: no change of the code may change a byte of a table that a seed gives.
      const files = { csv: tableToCsv(table), markdown: tableToMarkdown(table), latex: tableToLatex(table) };
      const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
      const found = Object.fromEntries(Object.entries(files).map(([format, text]) => [format, hashOf(text)]));
      expect(found).toEqual(GOLDEN.table);
    },
    LONG,
  );

  test(
    'trains each autoencoder once, and gives each row the weights that it would have had alone',
    async () => {
      const plan = await planOf();
      const folder = new MemoryFolder();
      await make(folder, plan);
      const autoencoders = folder.folder('1-of-1').folder('autoencoders');
      expect(await autoencoders.folders()).toHaveLength(2); // (h) has one of its own

      const store = new TableStore(folder);
      for (const { id, config } of plan.rows) {
        const { found } = await store.trial(`${id}-seed1`, WHOLE).newest();
        const alone = new Run({ ...config, seed: 1 }, images().training);
        while (!alone.finished) Object.values(alone.advance()).forEach((metric) => metric.dispose());
        for (const network of Object.values(alone.networks)) {
          for (const [name, { data }] of await network.read()) {
            expect([id, name, found!.checkpoint.tensors.get(name)!.data]).toEqual([id, name, data]);
          }
        }
        alone.dispose();
      }
    },
    LONG,
  );

  test(
    'killed at any write and begun again it ends with the same numbers',
    async () => {
      const plan = await planOf(ROWS.slice(1, 2));
      const counted = { writes: 1e6 };
      const expected = await make(new DyingFolder(new MemoryFolder(), counted), plan);
      const writes = 1e6 - counted.writes;
      expect(writes).toBeGreaterThan(12);

      const random = new Random(Date.now() % 10_000);
      for (let i = 0; i < 5; i++) {
        const memory = new MemoryFolder();
        const end = Math.floor((writes * (i + random.uniform())) / 5);
        await expect(make(new DyingFolder(memory, { writes: end }), plan)).rejects.toThrow();
        expect([end, await make(memory, plan)]).toEqual([end, expected]);
      }
    },
    LONG,
  );

  test(
    'stopped in a phase or a probe it saves, and goes on from there',
    async () => {
      const plan = await planOf(ROWS.slice(0, 1), 1, { aeSteps: 12, ganSteps: 12 });
      const expected = await make(new MemoryFolder(), plan);
      for (const stage of ['autoencoder', 'repair', 'probe'] as const) {
        const memory = new MemoryFolder();
        const controller = new AbortController();
        const emit = (event: TableEvent): void => {
          if (event.type === 'progress' && event.progress.stage === stage) controller.abort();
        };
        const stopped = make(memory, plan, { emit, signal: controller.signal });
        await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
        expect((await storedTable(new TableStore(memory))).missing).toContain('baseline-seed1');
        expect(await make(memory, plan)).toEqual(expected);
      }
    },
    LONG,
  );

  test(
    'made in two parts, which share nothing but the folder, is the same',
    async () => {
      const plan = await planOf(ROWS.slice(0, 2));
      const folder = new MemoryFolder();
      const first = await make(folder, plan, { shard: { part: 2, parts: 2 } });
      expect(first.missing).toHaveLength(2);
      const second = await make(folder, plan, { shard: { part: 1, parts: 2 } });
      expect(second).toEqual(await make(new MemoryFolder(), plan));
      // Nothing is left for a whole one in the same folder.
      const events: TableEvent[] = [];
      await make(folder, plan, { emit: (event) => events.push(event) });
      expect(events.map(({ type }) => type)).toEqual(['table']);
    },
    LONG,
  );

  test(
    'numbers of an earlier protocol are marked, stand beside no others, and are measured anew without training',
    async () => {
      const plan = await planOf(ROWS.slice(0, 2));
      const folder = new MemoryFolder();
      const table = await make(folder, plan);
      expect(table.protocolVersion).toBe(MEASURE_PROTOCOL);
      expect(table.caption).not.toContain(EARLIER_PROTOCOL);

      const trials = folder.folder('1-of-1').folder('trials');
      const makeEarlier = async (job: string): Promise<void> => {
        const bytes = await trials.folder(job).read('result.json');
        const result = JSON.parse(new TextDecoder().decode(bytes!)) as TrialResult;
        const earlier = JSON.stringify({ ...result, protocolVersion: undefined });
        await trials.folder(job).write('result.json', [new TextEncoder().encode(earlier)]);
      };
      const stored = () => storedTable(new TableStore(folder));
      await makeEarlier('g-seed1');
      expect(await stored()).toMatchObject({ missing: ['g-seed1'], protocolVersion: MEASURE_PROTOCOL });
      await makeEarlier('baseline-seed1');
      await makeEarlier('references-seed1');
      const caption = `${table.caption} ${EARLIER_PROTOCOL}`;
      expect(await stored()).toEqual({ ...table, caption, protocolVersion: undefined });

      const stages = new Set<string>();
      const emit = (event: TableEvent): void => {
        if (event.type === 'progress') stages.add(event.progress.stage);
      };
      expect(await make(folder, plan, { emit })).toEqual(table);
      expect([...stages]).toEqual(['probe']);
    },
    LONG,
  );

  test(
    'a loss that is no number is a result of its own',
    async () => {
      const rates = { aeLearningRate: 0.1, adamBeta1: 0.999, learningRateFloor: 1 } as const;
      const changes = { ...rates, decoderOutput: 'leaky-relu', leakySlope: 0.5 } as const;
      const wild = { id: 'wild', letter: null, title: 'Wild', paper: null, changes };
      const plan = await planOf([ROWS[0]!, wild], 1, { aeSteps: 20, ganSteps: 20 });
      const table = await make(new MemoryFolder(), plan);
      expect(table.missing).toEqual([]);
      expect(table.rows[0]!.failures).toEqual([]);
      expect(table.rows[1]!.failures).toEqual([expect.stringMatching(/^Seed 1: .* became .* in step/)]);
      expect(table.rows[1]!.cells).toEqual({});
    },
    LONG,
  );

  test(
    'a folder with another table is refused in one sentence',
    async () => {
      const folder = new MemoryFolder();
      const plan = await planOf(ROWS.slice(0, 1));
      await make(folder, plan);
      const longer = await planOf(ROWS.slice(0, 1), 1, { aeSteps: 2, ganSteps: 4 });
      await expect(make(folder, longer)).rejects.toThrow(
        'The folder holds another table: ganSteps is 2 there and 4 here. Give another folder.',
      );
      const more = await make(folder, await planOf(ROWS.slice(0, 2)));
      expect(more.rows.map(({ id }) => id)).toEqual(['baseline', 'g']);
      await expect(storedTable(new TableStore(new MemoryFolder()))).rejects.toThrow('There is no table');
    },
    LONG,
  );
});

test(
  'methods stand side by side: as long, on the same batches, and as when each is trained alone',
  async () => {
    const base = makeConfig({
      size: 'tiny',
      batchSize: 4,
      historySize: 6,
      aeSteps: 2,
      ganSteps: 3,
      flip: false,
    });
    const set = images();
    const rows = methodRows(base, set.training.count);
    expect(rows.map(({ id, config }) => [id, config])).toMatchObject([
      ['artifacts', base],
      [
        'rotations',
        { method: 'rotations', size: 'tiny', batchSize: 4, steps: 5, budget: 'steps', flip: false },
      ],
      ...METHOD_IDS.slice(2).map((method) => [
        method,
        { method, size: 'tiny', batchSize: 4, steps: 5, flip: false },
      ]),
    ]);
    const plan = planTable({ title: 'Methods', base, rows, seeds: 1, ...(await identitiesOf(set)) });
    const folder = new MemoryFolder();
    const table = await make(folder, plan);
    expect(tableSchema.parse(JSON.parse(JSON.stringify(table)))).toEqual(table);
    expect(table.missing).toEqual([]);
    expect(table.caption).toContain('Every method sees as many batches');
    expect(table.caption).toMatch(/Spotting artifacts: preset paper, .* and 3 steps .* of damage & repair\./);
    expect(table.caption).toMatch(/Rotations \(RotNet\): preset default, 5 steps .* of rotations\./);
    const layers = ['conv1', 'conv2', 'conv3', 'conv4', 'conv5'];
    expect(table.rows.map(({ cells }) => Object.keys(cells))).toEqual(METHOD_IDS.map(() => layers));
    expect(table.references.map(({ network }) => network)).toEqual(
      expect.arrayContaining(['random', 'autoencoder', 'pixels', 'majority']),
    );

    const { found } = await new TableStore(folder).trial('rotations-seed1', WHOLE).newest();
    const alone = new Run({ ...plan.rows[1]!.config, seed: 1 }, set.training);
    while (!alone.finished) Object.values(alone.advance()).forEach((metric) => metric.dispose());
    for (const [name, { data }] of await alone.networks['C']!.read()) {
      expect(found!.checkpoint.tensors.get(name)!.data).toEqual(data);
    }
    alone.dispose();
  },
  LONG,
);
