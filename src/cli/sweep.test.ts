/**
 * `lab sweep` and `lab table` with real training at size tiny: as child processes where a process is the point, an exit
 * code or a signal, else the same commands in this one, which spares starting a program thirty times.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Command, CommanderError, Option } from 'commander';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { Random } from '../base/random';
import { tableSchema, type Table } from '../experiments/tableResult';
import { BadUsage, EXIT, type ExitCode } from './exit';
import { events, lab, startLab } from './labProcess';
import { addSweepCommands } from './sweepCommands';

const LONG = 900_000;
const SHORT = [
  ...['--size', 'tiny', '--batch', '4', '--ae-steps', '2', '--gan-steps', '2'],
  ...['--set', 'historySize=6'],
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-sweep-'));
  const random = new Random(5);
  for (const [kind, brightness] of [
    ['dark', 0],
    ['light', 60],
  ] as const) {
    await mkdir(path.join(folder, 'data', kind), { recursive: true });
    for (let i = 0; i < 5; i++) {
      const raw = Uint8Array.from({ length: 48 * 48 * 3 }, () => brightness + random.integer(196));
      const image = sharp(raw, { raw: { width: 48, height: 48, channels: 3 } });
      await image.png().toFile(path.join(folder, 'data', kind, `${i}.png`));
    }
  }
});
afterAll(() => rm(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const sweepArgs = (out: string, ...more: string[]): string[] => [
  ...['sweep', '--table', '1', '--rows', 'baseline,g', '--seeds', '1'],
  ...['--data', at('data'), '--out', at(out), ...SHORT, ...more],
];

/** The command in this process. Rejects with what would end it. */
async function inProcess(...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const into = (stream: keyof typeof written) => (text: string | Uint8Array) => {
    written[stream] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into('stdout')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('stderr')),
  ];
  const ended: { code?: ExitCode } = {};
  const program = new Command('lab').exitOverride().configureOutput({ outputError: () => undefined });
  addSweepCommands(program, {
    dataHelp: '',
    backendOption: () => new Option('--backend <name>').default('wasm'),
    savingOption: () => new Option('--checkpoint-every <steps>').default({ seconds: Infinity, steps: 1 }),
    finish: (code) => (ended.code = code),
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return { ...ended, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

async function tableOf(out: string): Promise<Table> {
  const { code, stdout, stderr } = await inProcess('table', '--in', at(out), '--format', 'json');
  expect([code, stderr]).toEqual([EXIT.done, '']);
  return tableSchema.parse(JSON.parse(stdout));
}

describe('bad input ends with one sentence', () => {
  test.each([
    [
      'nothing to sweep',
      () => ['sweep', '--data', 'x', '--out', 'y'],
      /either --table 1, 4\.2, .* or methods, or --grid/,
    ],
    [
      'two things to sweep',
      () => sweepArgs('n', '--grid', 'theta=0.1'),
      /either --table 1, 4\.2, .* or methods, or --grid/,
    ],
    ['an unknown table', () => sweepArgs('n', '--table', '7'), /--table should be 1/],
    [
      'an unknown row',
      () => sweepArgs('n', '--rows', 'baseline,zz'),
      /There is no row “zz”; choose from baseline,/,
    ],
    ['a row twice', () => sweepArgs('n', '--rows', 'g,g'), /“g” was asked for twice/],
    ['θ of a table', () => sweepArgs('n', '--theta', '0.3'), /rows of the table set theta themselves/],
    ['a part that is none', () => sweepArgs('n', '--shard', '3/2'), /should look like 2\/8/],
    ['more parts than trials', () => sweepArgs('n', '--shard', '1/9'), /more parts than there are trials/],
    ['no seeds', () => sweepArgs('n', '--seeds', '0'), /from 1 to 100/],
    [
      'a grid without values',
      () => ['sweep', '--data', 'x', '--out', 'y', '--grid', 'theta'],
      /looks like theta=0\.1,0\.5/,
    ],
    [
      'a grid of what is no setting',
      () => ['sweep', '--data', 'x', '--out', 'y', '--grid', 'hue=1'],
      /“hue” is not a setting/,
    ],
    [
      'a grid out of range',
      () => ['sweep', '--data', 'x', '--out', 'y', '--grid', 'theta=0.1,7'],
      /theta must be between/,
    ],
    ['an unknown format', () => ['table', '--in', 'x', '--format', 'doc'], /'doc' is invalid/],
  ])(
    '%s',
    async (_, args, sentence) => {
      const ending: unknown = await inProcess(...args()).catch((error: unknown) => error);
      expect(ending).toSatisfy((error) => error instanceof BadUsage || error instanceof CommanderError);
      expect(ending).toHaveProperty('message', expect.stringMatching(sentence));
    },
    LONG,
  );

  test(
    'and the code 2',
    async () => {
      const { code, stdout, stderr } = await lab(...sweepArgs('n', '--rows', 'baseline,zz'));
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^lab: There is no row “zz”; choose from baseline,.*\n$/);
    },
    LONG,
  );

  test(
    'a folder that is no table, and images without labels',
    async () => {
      await mkdir(at('empty'));
      await expect(inProcess('table', '--in', at('empty'))).rejects.toThrow(
        /^In “.*empty”: There is no table in the folder: give the one that /,
      );
      const unlabelled = sweepArgs('n', '--labelled', path.join(at('data'), 'dark'));
      await expect(inProcess(...unlabelled)).rejects.toThrow(
        /^“dark” has no labels: put the images of each kind into a folder/,
      );
    },
    LONG,
  );
});

describe('a sweep', () => {
  test(
    'in two shards, one of them interrupted, gives the table of an unsharded one',
    async () => {
      const whole = await inProcess(...sweepArgs('whole'));
      expect([whole.code, whole.stderr.includes('Saved in')]).toEqual([0, true]);
      expect(whole.stderr).toMatch(/^Split by seed \d+, 75 % of each label for training: .* 2 classes\.$/m);
      expect(whole.stdout).toMatch(/^Ablations\. Accuracy in percent over one seed.*The scales differ/);
      expect(whole.stdout).toMatch(/\| {2}\| Baseline \| 79\.94 \| \d+\.\d \[\d+\.\d, \d+\.\d\] \|/);
      const expected = await tableOf('whole');
      expect(expected.missing).toEqual([]);

      const first = startLab(sweepArgs('parts', '--shard', '1/2', '--json'), (stdout) => {
        if (stdout.includes('"type":"progress"')) first.child.kill('SIGINT');
      });
      const broken = await first.ended;
      expect([broken.code, broken.stderr]).toEqual([
        130,
        expect.stringContaining('the same command continues'),
      ]);
      const second = await inProcess(...sweepArgs('parts', '--shard', '2/2'));
      expect(second.code).toBe(0);
      expect((await tableOf('parts')).missing).not.toEqual([]);

      const again = await inProcess(...sweepArgs('parts', '--shard', '1/2', '--json'));
      expect(again.code).toBe(0);
      expect(await tableOf('parts')).toEqual(expected);
      expect(events(again.stdout).get('table')!.at(-1)!['table']).toEqual(expected);

      await expect(inProcess(...sweepArgs('parts', '--gan-steps', '5'))).rejects.toThrow(
        'holds another table: ganSteps is 2 there and 5 here',
      );
    },
    LONG,
  );

  test(
    'is carried away as CSV, LaTeX and Figure 6, and every trial is a run like any other',
    async () => {
      const csv = await inProcess('table', '--in', at('whole'), '--format', 'csv');
      expect(csv.stdout.split('\r\n')[0]).toBe(
        'row,letter,title,network,layer,paper,mean,deviation,seeds,values',
      );
      expect(csv.stdout).toMatch(/\r\ng,\(g\),[^,]+,trained,conv5,78\.44,/);
      const latex = await inProcess(
        ...['table', '--in', at('whole'), '--format', 'latex', '--out', at('table.tex')],
      );
      expect([latex.code, latex.stdout]).toEqual([0, '']);
      expect(await readFile(at('table.tex'), 'utf8')).toContain('\\begin{tabular}{llrrrrrrr}');
      const png = await inProcess(
        ...['table', '--in', at('whole'), '--format', 'png', '--out', at('figure6.png')],
      );
      expect(png.code).toBe(0);
      const { height } = await sharp(at('figure6.png')).metadata();
      expect(height).toBeGreaterThan(3 * 128); // input, baseline and (g)
      const probed = await lab(
        ...['probe', '--run', path.join(at('whole'), '1-of-1', 'trials', 'g-seed1'), '--data', at('data')],
        ...['--layers', 'conv5', '--baseline', 'none'],
      );
      expect([probed.code, probed.stdout]).toEqual([0, expect.stringContaining('conv5')]);
    },
    LONG,
  );

  test(
    'may be over a grid',
    async () => {
      const grid = ['--grid', 'theta=0.2,0.6', '--grid', 'maskWeight=0', '--seeds', '1'];
      const swept = await inProcess('sweep', '--data', at('data'), '--out', at('grid'), ...SHORT, ...grid);
      expect(swept.code).toBe(EXIT.done);
      const { rows } = await tableOf('grid');
      expect(rows.map(({ title }) => title)).toEqual([
        'theta = 0.2, maskWeight = 0',
        'theta = 0.6, maskWeight = 0',
      ]);
    },
    LONG,
  );
});

/** As far as our file uses it: batch/v1 of Kubernetes, where unknown fields are refused by `--validate=strict`. */
const jobSchema = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({ name: z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/) }),
  spec: z.strictObject({
    completionMode: z.literal('Indexed'),
    completions: z.int().min(1),
    parallelism: z.int().min(1),
    backoffLimit: z.int().min(0),
    template: z.strictObject({
      spec: z.strictObject({
        restartPolicy: z.enum(['OnFailure', 'Never']),
        terminationGracePeriodSeconds: z.int(),
        containers: z.tuple([
          z.strictObject({
            ...{ name: z.string(), image: z.string(), workingDir: z.string() },
            ...{ command: z.tuple([z.literal('/bin/sh'), z.literal('-c')]), args: z.tuple([z.string()]) },
            resources: z.strictObject({
              requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
              limits: z.strictObject({ memory: z.string() }),
            }),
            volumeMounts: z.array(z.strictObject({ name: z.string(), mountPath: z.string() })),
          }),
        ]),
        volumes: z.array(
          z.strictObject({
            name: z.string(),
            persistentVolumeClaim: z.strictObject({ claimName: z.string() }),
          }),
        ),
      }),
    }),
  }),
});

/** The options of sbatch that our file uses, with what its manual allows. */
const SBATCH: Record<string, RegExp> = {
  'job-name': /^\S+$/,
  array: /^\d+-\d+$/,
  ntasks: /^\d+$/,
  'cpus-per-task': /^\d+$/,
  mem: /^\d+[KMGT]$/,
  time: /^\d+:\d\d:\d\d$/,
  requeue: /^$/,
  signal: /^[A-Z0-9]+@\d+$/,
  output: /^\S*%A\S*%a\S*$/,
};

describe('the job files', () => {
  /** Runs a script with `node` replaced by what prints its arguments. */
  async function argumentsOf(
    file: string,
    args: string[],
    environment: Record<string, string>,
  ): Promise<string[]> {
    await mkdir(at('bin'), { recursive: true });
    await writeFile(at('bin/node'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const env = { ...environment, PATH: `${at('bin')}:${process.env['PATH'] ?? ''}` };
    const { stdout } = await promisify(execFile)(file, args, { env });
    return stdout.trimEnd().split('\n');
  }

  test('of Kubernetes is a valid Indexed Job, whose pods do all parts and nothing twice', async () => {
    const { spec } = jobSchema.parse(parse(await readFile('docs/jobs/kubernetes.yaml', 'utf8')));
    const [container] = spec.template.spec.containers;
    const [mount] = container.volumeMounts;
    expect(spec.template.spec.volumes.map(({ name }) => name)).toEqual([mount!.name]);
    const [shell, flag] = container.command;
    const shards: string[] = [];
    for (const index of [0, spec.completions - 1]) {
      const args = await argumentsOf(shell, [flag, container.args[0]], {
        JOB_COMPLETION_INDEX: String(index),
      });
      expect(args.slice(0, 4)).toEqual(['--import', 'tsx', 'src/cli/lab.ts', 'sweep']);
      shards.push(args[args.indexOf('--shard') + 1]!);
    }
    expect(shards).toEqual([`1/${spec.completions}`, `${spec.completions}/${spec.completions}`]);
  });

  test('of Slurm has options that sbatch knows, and gives each task its part', async () => {
    const text = await readFile('docs/jobs/slurm.sh', 'utf8');
    const lines = text.split('\n');
    const options = lines.filter((line) => line.startsWith('#SBATCH '));
    for (const line of options) {
      const [, name = '', value = ''] = /^#SBATCH --([a-z-]+)(?:=(.*))?$/.exec(line) ?? [];
      expect([line, value]).toEqual([line, expect.stringMatching(SBATCH[name] ?? /never/)]);
    }
    // sbatch stops reading them at the first command.
    const firstCommand = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
    expect(lines.findLastIndex((line) => line.startsWith('#SBATCH'))).toBeLessThan(firstCommand);
    const args = await argumentsOf('bash', ['docs/jobs/slurm.sh'], {
      ...{ SLURM_SUBMIT_DIR: process.cwd(), SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '5' },
      ...{ DATA: 'my images', OPTIONS: '--quick --rows baseline,k' },
    });
    expect(args.slice(4)).toEqual([
      ...['--table', '1', '--seeds', '3', '--data', 'my images', '--labelled', 'my images'],
      ...['--out', `${process.cwd()}/runs/table1`, '--shard', '3/5', '--quick', '--rows', 'baseline,k'],
    ]);
  });

  test('have as many parts as the table can use', async () => {
    const { spec } = jobSchema.parse(parse(await readFile('docs/jobs/kubernetes.yaml', 'utf8')));
    const slurm = await readFile('docs/jobs/slurm.sh', 'utf8');
    expect(slurm).toContain(`#SBATCH --array=1-${spec.completions}\n`);
    expect(await readdir('docs/jobs')).toEqual(['kubernetes.yaml', 'slurm.sh']);
  });
});
