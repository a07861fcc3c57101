/** What the command line says of files that it skips, whatever they are called, and where it lists all of them. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lab } from './labProcess';

let folder = '';
let pictures = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-skipped-'));
  pictures = path.join(folder, '.pictures');
  await mkdir(pictures);
  const image = sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } }).png();
  for (const name of ['1.png', '2.png', '.hidden.png', '.too.png'])
    await image.toFile(path.join(pictures, name));
  const names = [
    '\u001b[2Jgone.txt',
    'two\nlines.txt',
    'cat\u202egnp.txt',
    '=1+2.txt',
    'a, b.txt',
    'c.txt',
    'd.txt',
  ];
  for (const name of names) await writeFile(path.join(pictures, name), 'no picture');
});
afterAll(() => rm(folder, { recursive: true }));

const TINY = ['--size', 'tiny', '--ae-steps', '1', '--gan-steps', '1', '--batch', '2'];

it('names a few on the terminal, with what would act on it escaped, and all in a file', async () => {
  const out = path.join(folder, 'run');
  const { code, stdout, stderr } = await lab('train', '--data', pictures, '--out', out, ...TINY, '--json');
  expect(code).toBe(0);
  expect(stderr).toContain('Images: 2 from “.pictures”, 9 files skipped');
  expect(stderr.match(/^ {2}skipped .*: Its content/gm)).toHaveLength(5);
  expect(stderr).toContain('  and 2 more\n');
  expect(stderr).toContain('  skipped 2 hidden files\n');
  expect(stderr).toContain(`  “${path.join(out, 'skipped.csv')}” will list them all.\n`);
  expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  expect(stderr).toContain('\\u001b[2Jgone.txt');
  const images = stdout.split('\n').find((line) => line.includes('"type":"images"'))!;
  expect(images).toContain('cat\\u202egnp.txt');
  expect(JSON.parse(images)).toMatchObject({
    skipped: expect.arrayContaining([
      expect.objectContaining({ path: '.pictures/cat\u202egnp.txt' }),
    ]) as unknown,
  });

  const listed = await readFile(path.join(out, 'skipped.csv'), 'utf8');
  expect(listed.split('\r\n').slice(0, 2)).toEqual([
    'path,reason,detail',
    expect.stringContaining('not an image,"Its content is not JPEG'),
  ]);
  for (const line of ['".pictures/two\nlines.txt",', '".pictures/a, b.txt",', '.pictures/.too.png,hidden,'])
    expect(listed).toContain(line);

  const asked = path.join(folder, 'asked.csv');
  const args = ['render', '--run', out, '--data', pictures, '--out', path.join(folder, 'figure.png')];
  const unasked = await lab(...args, '--images', '1');
  expect(unasked.stderr).toContain('  “--skipped FILE.csv” lists them all with their reasons.\n');
  const rendered = await lab(...args, '--images', '1', '--skipped', asked);
  expect(rendered.stderr).toContain(`  All of them are in “${asked}”.\n`);
  expect(await readFile(asked, 'utf8')).toBe(listed);
});

it('escapes names in errors, and reads a link that a mail program wrote anew', async () => {
  const missing = await lab('train', '--data', 'no\u001b[31m\nsuch', '--out', path.join(folder, 'none'));
  expect(missing).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('“no\\u001b[31m\\nsuch”') as unknown,
  });
  const link = 'http://localhost/?sample=1%23size=tiny&amp;batchSize=2&amp;aeSteps=1&amp;ganSteps=1).';
  const out = path.join(folder, 'linked');
  const run = await lab('train', '--data', pictures, '--out', out, '--from', link);
  expect(run.code).toBe(0);
  expect(JSON.parse(await readFile(path.join(out, 'run.json'), 'utf8'))).toMatchObject({
    config: { size: 'tiny', batchSize: 2, aeSteps: 1, ganSteps: 1 },
  });
});
