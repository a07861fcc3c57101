/**
 * The method learns: both phases for real, from the command line, on the bundled sample at `small` on wasm. The
 * margins are ones that a broken build could not reach by luck: chance is 0.5 for the class, and the better constant
 * prediction for the mask.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunDirectory } from './runDirectory';

const MINUTES = 60_000;
const AE_STEPS = 200;
const GAN_STEPS = 250;

let folder = '';
let rows: Record<string, number>[] = [];

/** Trains into a sub-folder; both calls share everything but the length of phase two. */
function train(name: string, ganSteps: number): void {
  const out = path.join(folder, name);
  const rates = ['aeLearningRate=0.001', 'discriminatorLearningRate=0.001'];
  const settings = ['batchSize=16', ...rates, 'maskWeight=1', 'seed=1'];
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', 'tsx', 'src/cli/lab.ts', 'train', '--data', 'sample', '--out', out, '--size', 'small'],
      ...['--theta', '0.5', '--ae-steps', String(AE_STEPS), '--gan-steps', String(ganSteps)],
      ...settings.flatMap((setting) => ['--set', setting]),
    ],
    { encoding: 'utf8' },
  );
  expect([status, stderr.slice(-300)]).toEqual([0, expect.stringContaining('Finished both phases')]);
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-training-'));
  train('whole', GAN_STEPS);
  const [header, ...lines] = (await readFile(path.join(folder, 'whole', 'metrics.csv'), 'utf8'))
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(','));
  rows = lines.map((cells) => Object.fromEntries(header!.map((name, i) => [name, Number(cells[i])])));
}, 20 * MINUTES);
afterAll(() => rm(folder, { recursive: true }));

/** Mean of a column over some logged steps. */
function mean(column: string, from: number, to: number): number {
  const values = rows.slice(from, to).map((row) => row[column]!);
  return values.reduce((a, b) => a + b, 0) / values.length;
}

describe('after a few minutes on two cores', () => {
  test('the reconstruction error has fallen five-fold', () => {
    const first = rows[0]!['reconstruction']!;
    expect(first / mean('reconstruction', AE_STEPS - 20, AE_STEPS)).toBeGreaterThan(5);
  });

  test('the discriminator tells real from corrupt', () => {
    expect(mean('accuracy', AE_STEPS + GAN_STEPS - 100, AE_STEPS + GAN_STEPS)).toBeGreaterThan(0.65);
  });

  test('the predicted mask beats the better constant prediction', () => {
    const last = [AE_STEPS + GAN_STEPS - 100, AE_STEPS + GAN_STEPS] as const;
    // 25,600 cells: the standard error of the share is 0.003.
    expect(mean('maskAccuracy', ...last) - mean('maskBaseline', ...last)).toBeGreaterThan(0.03);
  });

  test(
    'E and D are bit-identical before and after phase two',
    async () => {
      train('short', 1);
      const [whole, short] = await Promise.all(
        ['whole', 'short'].map(async (name) => {
          return (await new RunDirectory(path.join(folder, name)).readTrained()).weights;
        }),
      );
      const changed = [...whole!].filter(
        ([name, { data }]) => !Buffer.from(data.buffer).equals(Buffer.from(short!.get(name)!.data.buffer)),
      );
      expect(changed.map(([name]) => name[0])).not.toContain('E');
      expect(changed.map(([name]) => name[0])).not.toContain('D');
      expect(new Set(changed.map(([name]) => name[0]))).toEqual(new Set(['R', 'C']));
    },
    10 * MINUTES,
  );
});
