/** Tables as the page has them, on a Lab of Node: begun, stopped, found again after a reload and finished. */
import { describe, expect, test, vi } from 'vitest';
import sharp from 'sharp';
import { Random } from '../base/random';
import { MemoryFolder } from '../checkpoints/memoryFolder';
import { decodeWithSharp } from '../cli/decode';
import type { SourceFile } from '../data/types';
import { makeConfig } from '../experiments/presets';
import { tableSchema } from '../experiments/tableResult';
import { Lab } from '../lab/lab';
import { tablesBeside, type TablesEvent } from './tables';

const LONG = 600_000;
const WANTED = { table: '1', rows: ['baseline', 'g'], seeds: 1, setting: 'present' } as const;

function pictures(seed: number): Promise<SourceFile[]> {
  const random = new Random(seed);
  return Promise.all(
    Array.from({ length: 16 }, async (_, i) => {
      const raw = Uint8Array.from({ length: 48 * 48 * 3 }, () => 60 * (i % 2) + random.integer(196));
      const picture = sharp(raw, { raw: { width: 48, height: 48, channels: 3 } });
      const png = new Uint8Array(await picture.png().toBuffer());
      return { path: `set/${i % 2}/${i}.png`, size: png.length, bytes: () => Promise.resolve(png) };
    }),
  );
}

/** A page that has just been opened, with images loaded, over what the browser has kept. */
async function openPage(folder: MemoryFolder, seed = 1) {
  const short = { size: 'tiny', batchSize: 4, aeSteps: 6, ganSteps: 6, historySize: 6 } as const;
  const lab = new Lab(makeConfig(short), { decode: decodeWithSharp, emit: () => undefined });
  await lab.open({ preference: 'wasm' });
  await lab.load(await pictures(seed), 'set');
  await lab.pin([]);
  const events: TablesEvent[] = [];
  const requests = tablesBeside({
    ...{ folder, decode: decodeWithSharp, lab: () => lab },
    emit: (event) => events.push(event),
  });
  const until = (found: (event: TablesEvent) => boolean): Promise<unknown> =>
    vi.waitFor(() => expect(events.some(found)).toBe(true), { timeout: LONG, interval: 5 });
  const ended = () => until((event) => event.type === 'state' && event.state !== 'running');
  return { ...requests, events, until, ended };
}

describe('a table in the page', () => {
  test(
    'stopped and continued after a reload ends as an unbroken one, and is kept until deleted',
    async () => {
      const whole = await openPage(new MemoryFolder());
      const id = await whole.beginTable(WANTED);
      await whole.ended();
      const expected = await whole.tableText(id, 'json');
      expect(tableSchema.parse(JSON.parse(expected)).missing).toEqual([]);
      expect((await whole.tableRenderings(id)).map(({ title }) => title)).toHaveLength(3);

      const folder = new MemoryFolder();
      const before = await openPage(folder);
      const broken = await before.beginTable(WANTED);
      await expect(before.beginTable(WANTED)).rejects.toThrow('Another table is being made');
      await before.until((event) => event.type === 'progress' && event.progress.stage === 'repair');
      await before.stopTable();
      expect(before.events.filter(({ type }) => type === 'state').at(-1)).toEqual({
        ...{ type: 'state', id: broken, state: 'incomplete', problem: null },
      });

      const after = await openPage(folder);
      await after.listTables();
      expect(after.events.at(-1)).toMatchObject({
        type: 'kept',
        tables: [{ id: broken, state: 'incomplete' }],
      });
      await after.continueTable(broken);
      await after.ended();
      expect(await after.tableText(broken, 'json')).toBe(expected);
      expect(await after.tableText(broken, 'md')).toMatch(/\| \(g\) \| Without mask/i);
      const deleted = () => {
        const last = after.events.findLast((event) => event.type === 'kept');
        return last?.tables.map((table) => table.deleted);
      };
      await after.deleteTable(broken);
      expect(deleted()).toEqual([expect.stringMatching(/^\d{4}-/)]);
      await after.undeleteTable(broken);
      expect(deleted()).toEqual([null]);
      expect(await after.tableText(broken, 'json')).toBe(expected);
      await folder
        .folder(broken)
        .write('deleted.txt', [new TextEncoder().encode('2020-01-01T00:00:00.000Z')]);
      await after.listTables();
      expect(deleted()).toEqual([]);
    },
    LONG,
  );

  test(
    'is refused in one sentence: other images, unknown rows',
    async () => {
      const folder = new MemoryFolder();
      const page = await openPage(folder);
      await expect(page.beginTable({ ...WANTED, rows: ['zz'] })).rejects.toThrow('There is no row “zz”');
      const id = await page.beginTable(WANTED);
      await page.stopTable();
      const other = await openPage(folder, 2);
      await expect(other.continueTable(id)).rejects.toThrow(
        'The table cannot go on: it was trained on other images (16 of “set”). Load its images first.',
      );
      // Refusing leaves nothing under way.
      await expect(other.continueTable(id)).rejects.toThrow('cannot go on');
    },
    LONG,
  );
});
