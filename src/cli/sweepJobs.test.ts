/** `lab sweep --jobs`: processes of one machine that share a table. */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { shardJobs, type TableJob } from '../experiments/tablePlan';
import { events, lab, startLab } from './labProcess';
import { partsOf, threadsOfJob } from './sweepJobs';

const LONG = 900_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-jobs-'));
  const random = new Random(5);
  for (const kind of ['one', 'other']) {
    await mkdir(path.join(folder, 'data', kind), { recursive: true });
    for (let i = 0; i < 5; i++) {
      const raw = Uint8Array.from({ length: 48 * 48 * 3 }, () => random.integer(256));
      const image = sharp(raw, { raw: { width: 48, height: 48, channels: 3 } });
      await image.png().toFile(path.join(folder, 'data', kind, `${i}.png`));
    }
  }
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const sweep = (out: string, ...more: string[]): string[] => [
  ...[
    'sweep',
    '--table',
    '1',
    '--rows',
    'baseline,g',
    '--seeds',
    '1',
    '--data',
    at('data'),
    '--out',
    at(out),
  ],
  ...['--size', 'tiny', '--batch', '4', '--ae-steps', '2', '--gan-steps', '2', ...more],
];

describe('the work', () => {
  test('of a shard is that of its parts, in order', () => {
    const jobs = Array.from({ length: 23 }, (_, id) => ({ id: String(id) }) as TableJob);
    for (const shard of [
      { part: 1, parts: 1 },
      { part: 2, parts: 3 },
      { part: 5, parts: 5 },
    ]) {
      for (const count of [1, 2, 4]) {
        const together = partsOf(shard, count).flatMap((part) => shardJobs(jobs, part));
        expect(together).toEqual(shardJobs(jobs, shard));
      }
    }
  });

  test('has no more threads than there are cores, and at least one a job', () => {
    for (const cores of [1, 2, 3, 8, 64]) {
      for (const jobs of [1, 2, 3, 8]) {
        const threads = threadsOfJob(jobs, cores);
        expect(threads).toBeGreaterThanOrEqual(1);
        if (jobs <= cores) expect(jobs * threads).toBeLessThanOrEqual(cores);
        if (jobs <= cores) expect(jobs * (threads + 1)).toBeGreaterThan(cores);
      }
    }
  });
});

test(
  'jobs at once come to the table of one, and one that was stopped goes on',
  async () => {
    const alone = await lab(...sweep('alone', '--json'));
    expect(alone.code).toBe(0);
    const expected = events(alone.stdout).get('table')!.at(-1)!['table'];

    let isPressed = false;
    const broken = startLab(sweep('together', '--jobs', '2', '--json'), (stdout) => {
      if (isPressed || !stdout.includes('"type":"progress"')) return;
      isPressed = broken.child.kill('SIGINT');
    });
    const stopped = await broken.ended;
    expect([stopped.code, stopped.stderr]).toEqual([
      130,
      expect.stringContaining('the same command continues'),
    ]);

    const together = await lab(...sweep('together', '--jobs', '2'));
    expect([together.code, together.stderr]).toEqual([
      0,
      expect.stringMatching(/^2 jobs at once, \d+ thread/),
    ]);
    expect((await readdir(at('together'))).sort()).toEqual(['1-of-2', '2-of-2']);
    const table = await lab('table', '--in', at('together'), '--format', 'json');
    expect(JSON.parse(table.stdout)).toEqual(expected);
    const markdown = await lab('table', '--in', at('together'));
    expect(together.stdout).toBe(markdown.stdout);
  },
  LONG,
);

test(
  'a job that fails is told in its own sentence',
  async () => {
    const { code, stderr } = await lab(...sweep('together', '--jobs', '2', '--gan-steps', '5'));
    expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([
      1,
      expect.stringMatching(/^lab: .*holds another table: ganSteps is 2 there and 5 here/),
    ]);
  },
  LONG,
);
