/** `--threads`: helpers of the command line as real threads of a real process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { events, lab, startLab } from './labProcess';

const LONG = 600_000;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-threads-'));
});
afterAll(() => rm(folder, { recursive: true }));

const train = (out: string, ...more: string[]): string[] => [
  ...['train', '--data', 'sample', '--out', path.join(folder, out), '--size', 'small', '--batch', '8'],
  ...['--ae-steps', '2', '--gan-steps', '2', '--json', ...more],
];

const file = (run: string, name: string) => readFile(path.join(folder, run, name));

/** What was logged, without the seconds that it took. */
async function logged(run: string): Promise<string[][]> {
  const lines = (await file(run, 'metrics.csv')).toString().trimEnd().split('\n');
  const times = lines[0]!.split(',').map((name) => /second/i.test(name));
  expect(times).toContain(true);
  return lines.map((line) => line.split(',').filter((_, column) => !times[column]));
}

test(
  'any number gives the same weights and numbers, bit for bit, alone and with helpers',
  async () => {
    for (const [threads, called] of [
      [1, '1 thread'],
      [2, '2 threads'],
      [11, '11 threads'],
    ] as const) {
      const { code, stdout, stderr } = await lab(...train(`by${threads}`, '--threads', String(threads)));
      expect([code, stderr]).toEqual([0, expect.stringContaining('Finished both phases')]);
      expect(events(stdout).get('backend')).toMatchObject([{ device: `SIMD, ${called}` }]);
    }
    const name = 'discriminator.safetensors';
    for (const many of ['by2', 'by11']) {
      expect((await file(many, name)).equals(await file('by1', name))).toBe(true);
      expect(await logged(many)).toEqual(await logged('by1'));
    }
  },
  LONG,
);

test(
  'Ctrl-C saves and ends a process with helpers',
  async () => {
    let isPressed = false;
    const running = startLab(train('stopped', '--threads', '3', '--gan-steps', '100000'), (stdout) => {
      if (isPressed || !stdout.includes('"phase":"repair"')) return;
      isPressed = running.child.kill('SIGINT');
    });
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining('Stopped in step')]);
  },
  LONG,
);

test(
  'what is no number of threads, or of a backend that has none, is bad usage in one sentence',
  async () => {
    const none = await lab(...train('none', '--threads', '0'));
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/^lab: .*from 1 to 63\.\n$/)]);
    const cpu = await lab(...train('none', '--threads', '2', '--backend', 'cpu'));
    expect([cpu.code, cpu.stderr]).toEqual([
      2,
      'lab: --threads belongs to --backend wasm: leave it out with cpu.\n',
    ]);
  },
  LONG,
);
