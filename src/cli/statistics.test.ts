/** `lab statistics` as it is used: a child process, on the bundled sample. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
});
afterAll(() => rm(folder, { recursive: true }));

function lab(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const all = ['--import', 'tsx', 'src/cli/lab.ts', 'statistics', ...args];
    execFile(process.execPath, all, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

test('the sample: upright, told better by the whole than by patches, and both better than a guess', async () => {
  const { code, stdout } = await lab('--data', 'sample', '--json', '--out', folder);
  expect(code).toBe(0);
  const [told, ...figures] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(told).toMatchObject({ type: 'statistics', images: 1214, kind: 'upright' });
  const { patches, whole } = told!['rotation'] as Record<'patches' | 'whole', { value: number }>;
  expect(patches.value).toBeGreaterThan(0.5);
  expect(whole.value).toBeGreaterThan(patches.value + 0.04);
  expect(told!['oriented']).toHaveLength(12);
  expect(figures.map(({ figure }) => figure)).toEqual(['mean', 'oriented']);
  expect((await readdir(folder)).sort()).toEqual(['mean.png', 'oriented.png']);
  const { width = 0, height = 0 } = await sharp(path.join(folder, 'mean.png')).metadata();
  expect(width).toBeGreaterThan(height); // five pictures beside each other
});

test('few images are told to be few; without any it fails with a sentence', async () => {
  const one = path.join(folder, 'one.png');
  await sharp({ create: { width: 40, height: 40, channels: 3, background: 'red' } }).toFile(one);
  const few = await lab('--data', one);
  expect(few).toMatchObject({ code: 0 });
  expect(few.stdout).toBe('1 image: too few to say which method suits them, which takes 100.\n');
  const text = path.join(folder, 'text.txt');
  await writeFile(text, 'no image');
  const none = await lab('--data', text);
  expect(none.code).toBe(1);
  expect(none.stderr.trimEnd().split('\n').at(-1)).toMatch(/^lab: .*\.$/);
  expect((await lab()).code).toBe(2);
});
