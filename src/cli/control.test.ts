/**
 * The positive control: without a repair network nothing learns against the discriminator, ablation (k), and its task
 * is easy. It must be nearly solved in two minutes, or C is at fault and no game is worth playing. On images of the sample
 * that it was not trained on.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { GameMeasured } from '../methods/artifacts/evaluation/game';
import { SAMPLE_PATH } from '../experiments/sample';

const MINUTES = 60_000;

/** Every 20th image is kept back. */
const HELD_OUT = 20;
const BUDGET = ['--batch', '16', '--ae-steps', '250', '--gan-steps', '300'];
const SETTINGS = {
  ...{ fakes: 'damaged', hiddenStart: 'convolution' },
  ...{ aeLearningRate: 0.002, discriminatorLearningRate: 0.001, maskWeight: 1 },
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-control-'));
  const files = Object.entries(unzipSync(await readFile(path.join('public', SAMPLE_PATH))));
  await Promise.all(['trained-on', 'held-out'].map((set) => mkdir(path.join(folder, set))));
  for (const [i, [name, bytes]] of files.filter(([name]) => name.endsWith('.webp')).entries()) {
    const set = i % HELD_OUT === 0 ? 'held-out' : 'trained-on';
    await writeFile(path.join(folder, set, path.basename(name)), bytes);
  }
});
afterAll(() => rm(folder, { recursive: true }));

function lab(...args: string[]): string {
  const how = { encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'src/cli/lab.ts', ...args],
    how,
  );
  expect([status, stderr.slice(-300)]).toEqual([0, expect.any(String)]);
  return stdout;
}

test('without repair C tells damaged images, and finds the cells', { timeout: 20 * MINUTES }, () => {
  const run = path.join(folder, 'run');
  const settings = Object.entries(SETTINGS).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const [trainedOn, heldOut] = ['trained-on', 'held-out'].map((set) => ['--data', path.join(folder, set)]);
  const preset = ['--preset', 'authors-code', '--size', 'laptop'];
  lab('train', '--out', run, ...trainedOn!, ...preset, ...BUDGET, ...settings);
  const { fakes } = JSON.parse(lab('game', '--run', run, ...heldOut!, '--json')) as GameMeasured;
  const [{ trained, random }] = fakes as [GameMeasured['fakes'][number]];
  // A random C has some 0.55 and 0.6, and finds no cells.
  expect(trained.classArea.value).toBeGreaterThan(0.85);
  expect(trained.pairAccuracy.value).toBeGreaterThan(0.95);
  expect(trained.maskArea!.interval.low).toBeGreaterThan(random.maskArea!.interval.high);
});
