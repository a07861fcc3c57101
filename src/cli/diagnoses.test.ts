/** `lab arrangement`, `retrieval` and the curve of `knn` as they are used: child processes on small runs. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Random } from '../base/random';

let folder = '';
const at = (name: string): string => path.join(folder, name);

function lab(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const all = ['--import', 'tsx', 'src/cli/lab.ts', ...args];
    execFile(process.execPath, all, { maxBuffer: 1 << 24 }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

function objects(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Noise, bright above and dark below, in two colours. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  const random = Random.forPurpose(1, 'pictures');
  for (const [name, strong] of [
    ['red', 0],
    ['blue', 2],
  ] as const) {
    await mkdir(at(`data/${name}`), { recursive: true });
    for (let i = 0; i < 12; i++) {
      const data = Uint8Array.from({ length: 40 * 40 * 3 }, (_, place) =>
        random.integer(place % 3 === strong ? 256 : place < 20 * 40 * 3 ? 200 : 60),
      );
      const picture = sharp(data, { raw: { width: 40, height: 40, channels: 3 } });
      await picture.png().toFile(at(`data/${name}/${i}.png`));
    }
  }
  const budget = ['--size', 'tiny', '--batch', '4'];
  for (const [out, ...more] of [
    ['one', '--ae-steps', '1', '--gan-steps', '1'],
    ['two', '--method', 'rotations', '--steps', '1'],
  ] as const) {
    const { code, stderr } = await lab('train', '--data', at('data'), '--out', at(out), ...budget, ...more);
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(() => rm(folder, { recursive: true }));

const ours = () => ['--run', at('one'), '--data', at('data'), '--json'];

test('arrangement: the run, its baselines and another method’s run, and a picture of it', async () => {
  const { code, stdout } = await lab(
    ...['arrangement', ...ours(), '--against', at('two'), '--layers', 'conv2', '--baseline', 'random,pixels'],
    ...['--out', at('arrangement.png')],
  );
  expect(code).toBe(0);
  const rows = objects(stdout);
  expect(rows.map(({ network, layer }) => [network, layer])).toEqual([
    ['trained', 'conv2'],
    ['random', 'conv2'],
    ['pixels', 'pixels'],
    ['two', 'conv2'],
  ]);
  for (const row of rows) {
    const { low, high } = row['interval'] as { low: number; high: number };
    expect(row['accuracy']).toBeGreaterThanOrEqual(low);
    expect(row['accuracy']).toBeLessThanOrEqual(high);
  }
  expect((await sharp(at('arrangement.png')).metadata()).format).toBe('png');
});

test('knn: a row for each k, the same as alone, with CSV and a drawing', async () => {
  const asked = ['knn', ...ours(), '--layers', 'conv2', '--baseline', 'none', '--crops', 'five'];
  const several = await lab(...asked, '-k', '5,1,3', '--csv', at('knn.csv'), '--out', at('knn.png'));
  const rows = objects(several.stdout);
  expect(rows.map(({ k }) => k)).toEqual([1, 3, 5]);
  const [alone] = objects((await lab(...asked, '-k', '3')).stdout);
  const accuracyOf = (row: Record<string, unknown> | undefined) =>
    (row?.['score'] as { accuracy: number }).accuracy;
  expect(accuracyOf(alone)).toBe(accuracyOf(rows[1]));
  const [head, ...lines] = (await readFile(at('knn.csv'), 'utf8')).trimEnd().split('\r\n');
  expect(head).toBe('network,layer,k,accuracy,low95,high95');
  expect(lines).toHaveLength(3);
  expect(await sharp(at('knn.png')).metadata()).toMatchObject({ format: 'png', width: 1520 });
});

test('retrieval: rows alternate the run and another, or a random network', async () => {
  for (const [against, called] of [
    [[], 'random'],
    [['--against', at('two')], 'two'],
  ] as const) {
    const asked = ['retrieval', ...ours(), ...against, '--images', '2', '--out', at('retrieval.png')];
    const [figure] = objects((await lab(...asked)).stdout);
    const rows = figure!['rows'] as { title: string; query: string; neighbours: { path: string }[] }[];
    expect(rows.map(({ title }) => title.split(', ').at(-1))).toEqual(['trained', called, 'trained', called]);
    expect(rows[0]!.query).toBe(rows[1]!.query);
    for (const { query, neighbours } of rows) {
      expect(neighbours).toHaveLength(6);
      expect(neighbours.map(({ path: found }) => found)).not.toContain(query);
    }
  }
});

test('what cannot be is refused in a sentence', async () => {
  const unfit = await lab('arrangement', ...ours(), '--tiles', '3', '--layers', 'conv2');
  expect(unfit).toMatchObject({ code: 1 });
  expect(unfit.stderr).toContain('Images of 32 px cannot be cut into 3 × 3 tiles: choose a divisor.');
  expect((await lab('arrangement', ...ours(), '--band', '0.8')).code).toBe(2);
  expect((await lab('knn', ...ours(), '-k', '0,5')).code).toBe(2);
  const none = await lab('retrieval', ...ours(), '--against', at('none'), '--out', at('x.png'));
  expect(none.code).toBe(1);
  expect(none.stderr.trimEnd().split('\n').at(-1)).toMatch(/^lab: .*none.*\.$/);
});
