/** STL-10 from its own files to Table 2's kind of numbers: a small set in the true byte format, through child processes. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';

const SIDE = 96;
const CLASSES = ['airplane', 'bird'];
const TRAINING = 24;
const TESTED = 10;
const UNLABELLED = 13;

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

/** Images as the files hold them: red, green, blue, each column by column. The first class is red above, the other below. */
function images(labels: readonly number[], random: Random): Uint8Array {
  const bytes = new Uint8Array(labels.length * 3 * SIDE * SIDE);
  let i = 0;
  for (const label of labels) {
    for (let channel = 0; channel < 3; channel++) {
      for (let x = 0; x < SIDE; x++) {
        for (let y = 0; y < SIDE; y++) {
          const isRed = channel === 0 && y < SIDE / 2 === (label === 0);
          bytes[i++] = isRed ? 255 : random.integer(100);
        }
      }
    }
  }
  return bytes;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-stl10-'));
  const random = Random.forPurpose(1, 'stl10');
  const alternating = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 2);
  const put = async (name: string, content: Uint8Array | string): Promise<void> =>
    writeFile(at(`stl10_binary/${name}`), content);
  await mkdir(at('stl10_binary'));
  await put('train_X.bin', images(alternating(TRAINING), random));
  await put(
    'train_y.bin',
    Uint8Array.from(alternating(TRAINING), (label) => label + 1),
  );
  await put('test_X.bin', images(alternating(TESTED), random));
  await put(
    'test_y.bin',
    Uint8Array.from(alternating(TESTED), (label) => label + 1),
  );
  await put('unlabeled_X.bin', images(alternating(UNLABELLED), random));
  await put('class_names.txt', `${CLASSES.join('\n')}\n`);
  // Three folds of eight images, each of both classes.
  const fold = (from: number): string => Array.from({ length: 8 }, (_, i) => from + i).join(' ');
  await put('fold_indices.txt', `${fold(0)} \n${fold(8)} \n${fold(16)} \n`);
  const budget = ['--size', 'tiny', '--ae-steps', '1', '--gan-steps', '1', '--batch', '4'];
  const { code, stderr } = await lab('train', '--data', at('stl10_binary'), '--out', at('run'), ...budget);
  expect(stderr).toContain(`${UNLABELLED} from “STL-10, unlabelled”`);
  if (code !== 0) throw new Error(stderr);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

const probe = (...args: string[]) =>
  lab('probe', '--run', at('run'), '--data', at('stl10_binary'), '--baseline', 'none', ...args);

describe('STL-10', () => {
  test('Table 2: each fold, frozen and fine-tuned, judged by the test images; mean and deviation', async () => {
    const { stdout } = await probe('--layers', 'conv1', '--fine-tune', '--epochs', '2');
    expect(stdout).toContain('on other images (“STL-10, unlabelled”) than measured on');
    const lines = stdout.split('\n');
    const means = lines.slice(lines.indexOf('Mean ± standard deviation over 3 splits:') + 1);
    expect(lines.filter((line) => /^trained +conv1 .*\[/.test(line))).toHaveLength(3 * 2);
    expect(means[0]).toMatch(/^trained +conv1 +100\.0 ± 0\.0 %$/);
    expect(means[1]).toMatch(/^trained +conv1 +\d+\.\d ± \d+\.\d % {2}fine-tuned$/);
    expect(stdout).toContain(
      `8 training and ${TESTED} validation images, split into fold 3 of STL-10 and its test`,
    );
  });

  test('Table 1: the hidden layers learn from all training images', async () => {
    const { stdout } = await probe('--layers', 'conv5', '--head', 'mlp', '--epochs', '1', '--json');
    const [row, majority, ...more] = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(row).toMatchObject({ head: 'mlp', score: { validation: { count: TESTED } } });
    expect((row!['score'] as { protocol: string }).protocol).toContain(
      `${TRAINING} training and ${TESTED} validation images, split into STL-10’s training and test images`,
    );
    expect([majority!['accuracy'], more]).toEqual([0.5, []]);
  });
});
