import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { Random } from '../../src/base/random';
import { reproducedSchema } from './result';

const folder = mkdtempSync(path.join(tmpdir(), 'artifact-lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

const IMAGES_OF_EACH = 12;

async function writeImages(data: string): Promise<void> {
  const random = new Random(1);
  for (const label of ['dark', 'light']) {
    mkdirSync(path.join(data, label), { recursive: true });
    for (let i = 0; i < IMAGES_OF_EACH; i++) {
      const level = label === 'dark' ? 0 : 160;
      const pixels = Uint8Array.from({ length: 48 * 48 * 3 }, () => level + random.integer(96));
      const png = await sharp(pixels, { raw: { width: 48, height: 48, channels: 3 } })
        .png()
        .toBuffer();
      writeFileSync(path.join(data, label, `${i}.png`), png);
    }
  }
}

it('trains, measures and reports in a few steps, and does nothing twice', async () => {
  const [data, out] = [path.join(folder, 'data'), path.join(folder, 'out')];
  await writeImages(data);
  const reproduce = (): string => {
    const args = ['--import', 'tsx', 'scripts/reproduce.ts', '--quick', '--data', data, '--out', out];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status, stderr.slice(-2000)).toBe(0);
    return stderr;
  };
  expect(reproduce()).toContain('baseline, seed 2: conv1');
  const page = readFileSync(path.join(out, 'docs/REPRODUCTION.md'), 'utf8');
  expect(page).toContain('| with against without repair | 79.94 > 54.74 |');
  const text = readFileSync(path.join(out, 'bench/results/reproduce.json'), 'utf8');
  const { measured, seeds } = reproducedSchema.parse(JSON.parse(text));
  expect(seeds).toEqual([1, 2]);
  expect(measured.map(({ who, seed }) => `${who} ${seed}`)).toEqual([
    ...['random 1', 'references 1', 'baseline 1', 'k 1'],
    ...['random 2', 'references 2', 'baseline 2', 'k 2'],
  ]);

  expect(reproduce()).not.toContain('seed 2: conv1');
});
