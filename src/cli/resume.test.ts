/** `lab train --resume` as it is used: child processes that are interrupted and killed while they train on wasm. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { readRunWeights } from '../lab/exports';
import { events, lab, startLab } from './labProcess';
import { RunDirectory } from './runDirectory';

const STEPS = { autoencoder: 60, repair: 60 } as const;
const BUDGET = ['--ae-steps', '60', '--gan-steps', '60', '--size', 'tiny', '--batch', '8', '--json'];
const LONG = { timeout: 300_000 };

let folder = '';
const at = (name: string): string => path.join(folder, name);

/** Pictures of noise. */
async function makeImages(root: string, count: number, seed: number): Promise<void> {
  const random = new Random(seed);
  await mkdir(root);
  for (let i = 0; i < count; i++) {
    const data = Uint8Array.from({ length: 44 * 44 * 3 }, () => random.integer(256));
    const picture = sharp(data, { raw: { width: 44, height: 44, channels: 3 } });
    await picture.png().toFile(path.join(root, `${i}.png`));
  }
}

const train = (out: string, ...more: string[]): string[] => [
  ...['train', '--data', at('data'), '--out', at(out), ...BUDGET, ...more],
];

/** Weights and all that was measured, but times. */
async function outcome(out: string) {
  const bytes = await readFile(path.join(at(out), 'discriminator.safetensors'));
  const hash = createHash('sha256');
  for (const [name, { data }] of readRunWeights(bytes).parameters) {
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  const csv = await readFile(path.join(at(out), 'metrics.csv'), 'utf8');
  const rows = csv.trimEnd().split('\r\n');
  const columns = rows[0]!.split(',');
  const untimed = (_: unknown, column: number): boolean =>
    !['seconds', 'imagesPerSecond'].includes(columns[column]!);
  return { weights: hash.digest('hex'), metrics: rows.map((row) => row.split(',').filter(untimed)) };
}

/** Where a resumed run went on, in steps of both phases. */
function resumedAt(stderr: string): number {
  const [, step, phase] = /Continued from step (\d+) of phase “(\w+)”/.exec(stderr) ?? [];
  return Number(step) + (phase === 'repair' ? STEPS.autoencoder : 0);
}

let whole: Awaited<ReturnType<typeof outcome>>;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  await makeImages(at('data'), 10, 1);
  const { code, stderr } = await lab(...train('whole'));
  if (code !== 0) throw new Error(stderr);
  whole = await outcome('whole');
  expect(whole.metrics).toHaveLength(1 + STEPS.autoencoder + STEPS.repair);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test(
  'Ctrl-C in either phase exits 130 with a checkpoint; resumed, the run ends as an unbroken one',
  LONG,
  async () => {
    for (const phase of ['autoencoder', 'repair'] as const) {
      const more = phase === 'autoencoder' ? [] : ['--resume'];
      let pressed = false; // once: a second press would end it without saving
      const { child, ended } = startLab(train('interrupted', ...more), (stdout) => {
        const steps = stdout.split(`"phase":"${phase}"`).length - 1;
        if (!pressed && steps >= 3) pressed = child.kill('SIGINT');
      });
      const { code, stdout } = await ended;
      expect(code).toBe(130);
      expect(events(stdout).get('done')).toMatchObject([{ state: 'stopped', phase }]);
      const { checkpoint } = await new RunDirectory(at('interrupted')).readCheckpoint();
      expect(checkpoint.about.training).toMatchObject({
        phase,
        step: events(stdout).get('done')![0]!['step'],
      });
    }
    const { code, stderr } = await lab(...train('interrupted', '--resume'));
    expect([code, stderr]).toEqual([0, expect.stringContaining('Finished both phases')]);
    expect(await outcome('interrupted')).toEqual(whole);
  },
);

/** Steps of both phases that a checkpoint holds. */
function stepsIn(checkpoint: string): number {
  const [phase, step] = checkpoint.split('-');
  return Number(step) + (phase === 'repair' ? STEPS.autoencoder : 0);
}

test(
  'killed at random moments: no torn checkpoint, all that was saved comes back, the same end',
  LONG,
  async () => {
    const random = new Random(Date.now());
    const run = new RunDirectory(at('killed')).folder;
    const newest = async (): Promise<string | undefined> => (await run.checkpoints()).at(-1)?.name;
    const args = train('killed', '--checkpoint-every', '10');
    for (let kill = 0; kill < 3; kill++) {
      const before = await newest();
      const { child, ended } = startLab(kill === 0 ? args : [...args, '--resume']);
      while ((await newest()) === before && child.exitCode === null) await wait(10);
      await wait(random.integer(60));
      child.kill('SIGKILL');
      const { code, stderr } = await ended;
      if (kill > 0 && code === 0) break; // it was faster
      expect([code, stderr]).toEqual([null, expect.stringContaining('Backend: wasm')]);
      if (before) expect(resumedAt(stderr)).toBe(stepsIn(before));
      for (const { name } of await run.checkpoints()) await run.read(name);
    }
    const saved = await newest();
    const { code, stderr } = await lab(...args, '--resume');
    expect([code, resumedAt(stderr)]).toEqual([0, stepsIn(saved!)]);
    expect(stderr).not.toContain('not usable');
    expect(await outcome('killed')).toEqual(whole);
    const left = await readdir(path.join(at('killed'), 'checkpoint'));
    expect(left.filter((name) => !name.endsWith('.safetensors'))).toEqual([]);
  },
);

describe('what cannot be resumed is refused in one sentence, and nothing changes', () => {
  test.each([
    ['fewer images', 'fewer', [], 1, /trained on 10 images of “data”, and “fewer” has 8\./],
    ['other images', 'others', [], 1, /“others” has as many, but not the same ones \([0-9a-f]{8}…\)/],
    ['a cold setting', 'data', ['--set', 'seed=7'], 2, /seed is 1 in this run and cannot change/],
    ['another size', 'data', ['--size', 'small'], 2, /size is tiny in this run/],
  ])('%s', LONG, async (_, data, more, exit, sentence) => {
    if (data !== 'data') await makeImages(at(data), data === 'fewer' ? 8 : 10, 2);
    const before = await readFile(path.join(at('whole'), 'run.json'), 'utf8');
    const args = ['train', '--data', at(data), '--out', at('whole'), '--resume', ...more];
    const { code, stderr } = await lab(...args);
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(sentence);
    expect(code).toBe(exit);
    expect(await readFile(path.join(at('whole'), 'run.json'), 'utf8')).toBe(before);
    expect(await outcome('whole')).toEqual(whole);
  });

  test('a folder without a run', async () => {
    const { code, stderr } = await lab('train', '--data', at('data'), '--out', at('nothing'), '--resume');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^lab: There is no run in “.*nothing”/)]);
    await expect(readdir(at('nothing'))).rejects.toThrow('ENOENT');
  });
});

test('a hot setting may change, and is kept', LONG, async () => {
  await lab(...train('hot', '--ae-steps', '2', '--gan-steps', '2'));
  const args = ['train', '--data', at('data'), '--out', at('hot'), '--resume', '--theta', '0.3'];
  const { code, stderr } = await lab(...args);
  expect([code, stderr]).toEqual([0, expect.stringContaining('Continued from step 2')]);
  expect((await new RunDirectory(at('hot')).readRun()).config).toMatchObject({ theta: 0.3 });
});

test('a finished run trains on in its folder when it is given more steps', LONG, async () => {
  await lab(...train('more', '--ae-steps', '2', '--gan-steps', '2'));
  const resume = ['train', '--data', at('data'), '--out', at('more'), '--resume', '--json'];
  const idle = await lab(...resume);
  expect([idle.code, idle.stderr]).toEqual([
    0,
    expect.stringContaining('All its steps are done: give --gan-steps a number above 2 to train on.'),
  ]);
  const { code, stdout } = await lab(...resume, '--gan-steps', '5');
  expect(code).toBe(0);
  expect(events(stdout).get('done')).toMatchObject([{ state: 'finished', phase: 'repair', step: 5 }]);
  const { checkpoint } = await new RunDirectory(at('more')).readCheckpoint();
  expect(checkpoint.metrics.map(({ step }) => step)).toEqual([1, 2, 1, 2, 3, 4, 5]);
  expect(checkpoint.about.tunings).toMatchObject([{ step: 2, changes: [{ key: 'ganSteps', to: '5' }] }]);
  const late = await lab(...resume, '--ae-steps', '9');
  expect([late.code, late.stderr]).toEqual([
    2,
    expect.stringContaining('Phase one is over: aeSteps stays 2 in this run.'),
  ]);
});

test('a run that was stopped in phase one ends that phase where it stands', LONG, async () => {
  let pressed = false; // once: a second press would end it without saving
  const { child, ended } = startLab(train('ended', '--ae-steps', '100000', '--gan-steps', '2'), (stdout) => {
    if (!pressed && stdout.split('"phase":"autoencoder"').length > 3) pressed = child.kill('SIGINT');
  });
  const stopped = events((await ended).stdout).get('done')![0]!['step'];
  const resume = ['train', '--data', at('data'), '--out', at('ended'), '--resume', '--ae-steps', '1'];
  expect((await lab(...resume)).code).toBe(0);
  const { checkpoint } = await new RunDirectory(at('ended')).readCheckpoint();
  expect(checkpoint.about.config).toMatchObject({ aeSteps: stopped });
  expect(checkpoint.about.training).toMatchObject({ phase: 'repair', step: 2 });
});

test('saves every so many steps', LONG, async () => {
  const { code, stderr } = await lab(...train('steps', '--checkpoint-every', '5'));
  expect([code, stderr]).toEqual([0, expect.stringContaining('Finished')]);
  const kept = await new RunDirectory(at('steps')).folder.checkpoints();
  const names = kept.map(({ name }) => name);
  expect(names).toContain('autoencoder-000060');
  expect(names.at(-1)).toBe('repair-000060');
  expect(kept.at(-1)!.step - kept.at(-2)!.step).toBeLessThanOrEqual(10);
});

test('goes on with its images renamed, moved and zipped', LONG, async () => {
  const short = [
    '--size',
    'tiny',
    '--batch',
    '4',
    '--ae-steps',
    '2',
    '--gan-steps',
    '2',
    '--out',
    at('gone'),
  ];
  expect((await lab('train', '--data', at('data'), ...short)).code).toBe(0);
  const names = await readdir(at('data'));
  await mkdir(path.join(at('moved'), 'renamed'), { recursive: true });
  for (const name of names)
    await copyFile(path.join(at('data'), name), path.join(at('moved'), 'renamed', name));
  const files = names.map(
    async (name) => [`pets/${name}`, await readFile(path.join(at('data'), name))] as const,
  );
  await writeFile(at('zipped.zip'), zipSync(Object.fromEntries(await Promise.all(files))));
  for (const data of [at('moved'), at('zipped.zip')]) {
    const { code, stderr } = await lab('train', '--data', data, ...short, '--resume');
    expect([code, stderr]).toEqual([0, expect.stringContaining('Continued from step 2 of phase “repair”.')]);
  }
});

test('saves every so many seconds', LONG, async () => {
  const args = train('seconds', '--checkpoint-every', '2s', '--ae-steps', '100000');
  const started = performance.now();
  const { child, ended } = startLab(args);
  const { folder: run } = new RunDirectory(at('seconds'));
  while ((await run.checkpoints()).length === 0 && performance.now() - started < 60_000) await wait(50);
  child.kill('SIGKILL');
  const { stdout, stderr } = await ended;
  expect(stderr).toContain('Backend: wasm');
  const [first] = await run.checkpoints();
  // The log is written ten times a second; a step more or less is between it and the checkpoint.
  const rows = events(stdout).get('metrics')!;
  const seconds = Number(rows.find(({ step }) => step === first!.step)?.['seconds'] ?? Number.NaN);
  // Long before the minute that goes by without the option, on however busy a machine.
  expect(seconds).toBeLessThan(40);
  expect(seconds).toBeGreaterThan(1);
  expect(first!.step).toBeGreaterThan(5);
});
