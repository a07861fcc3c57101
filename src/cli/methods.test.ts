/** The command line with a method that is not the first one: one run of RotNet, and what can be done with it. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { METHOD_IDS } from '../experiments/abouts';
import { configToHash } from '../experiments/link';
import { aboutMethod } from '../experiments/abouts';
import { makeConfig } from '../experiments/presets';
import { configFromOptions } from './configOptions';
import { BadUsage } from './exit';
import { readRunWeights } from '../lab/exports';
import { events, lab, startLab } from './labProcess';
import { RunDirectory } from './runDirectory';

const LONG = { timeout: 300_000 };
const STEPS = 40;
const BUDGET = ['--steps', String(STEPS), '--size', 'tiny', '--batch', '4'];

let folder = '';
const at = (name: string): string => path.join(folder, name);
const train = (out: string, ...more: string[]): string[] => [
  ...['train', '--data', at('data'), '--out', at(out), '--json', ...more],
];

/** Noise with two labels. */
async function makeImages(): Promise<void> {
  const random = new Random(1);
  for (const label of ['one', 'two']) {
    await mkdir(at(`data/${label}`), { recursive: true });
    for (let i = 0; i < 12; i++) {
      const data = Uint8Array.from({ length: 44 * 44 * 3 }, () => random.integer(256));
      const picture = sharp(data, { raw: { width: 44, height: 44, channels: 3 } });
      await picture.png().toFile(at(`data/${label}/${i}.png`));
    }
  }
}

/** Of the newest checkpoint’s weights. */
async function weightHash(out: string): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, { data }] of (await new RunDirectory(at(out)).readTrained()).weights) {
    hash.update(name).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

/** All that was logged, but times. */
async function metrics(out: string): Promise<string[][]> {
  const rows = (await readFile(at(`${out}/metrics.csv`), 'utf8')).trimEnd().split('\r\n');
  const columns = rows[0]!.split(',');
  const isTimed = (column: number): boolean => ['seconds', 'imagesPerSecond'].includes(columns[column]!);
  return rows.map((row) => row.split(',').filter((_, column) => !isTimed(column)));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
  await makeImages();
  const { code, stderr } = await lab(...train('run', '--method', 'rotations', ...BUDGET));
  if (code !== 0) throw new Error(stderr);
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test('the methods are listed, for people and for machines', async () => {
  const [shown, told] = await Promise.all([lab('methods'), lab('methods', '--json')]);
  const lines = shown.stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.split(' ')[0])).toEqual(METHOD_IDS);
  expect(lines[1]).toContain('Rotations (RotNet): A classifier learns which way');
  const listed = events(told.stdout).get('method')!;
  expect(listed.map(({ id }) => id)).toEqual(METHOD_IDS);
  expect(listed[1]).toMatchObject({
    presets: ['default'],
    phases: [{ id: 'rotations', title: 'Rotations' }],
  });
});

test('a run of another method is a run directory with its own columns', async () => {
  const { config, state, phase, step } = await new RunDirectory(at('run')).readRun();
  expect(config).toEqual(
    makeConfig({ method: 'rotations', size: 'tiny', batchSize: 4, steps: STEPS, budget: 'steps' }),
  );
  expect({ state, phase, step }).toEqual({ state: 'finished', phase: 'rotations', step: STEPS });
  const rows = await metrics('run');
  expect(rows[0]).toEqual(['phase', 'step', 'epoch', 'loss', 'accuracy', 'learningRate', 'heldOutAccuracy']);
  expect(rows).toHaveLength(1 + STEPS);
});

test('broken off, packed and continued in either way, it ends as the unbroken one', LONG, async () => {
  let pressed = false; // once: a second press would end it without saving
  const { child, ended } = startLab(train('broken', '--method', 'rotations', ...BUDGET), (stdout) => {
    if (!pressed && stdout.split('"type":"metrics"').length > 3) pressed = child.kill('SIGINT');
  });
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  expect(events(stdout).get('done')).toMatchObject([{ state: 'stopped', phase: 'rotations' }]);
  expect(await metrics('broken')).not.toEqual(await metrics('run'));

  const packed = await lab('capsule', '--run', at('broken'), '--out', at('broken.zip'), '--data', at('data'));
  expect(packed.code, packed.stderr).toBe(0);
  const names = Object.keys(unzipSync(await readFile(at('broken.zip'))));
  expect(names.filter((name) => /(network|discriminator)\.safetensors$/.test(name))).toEqual([
    expect.stringContaining('network.safetensors'),
  ]);
  expect(names.filter((name) => name.includes('renderings/'))).toEqual([
    expect.stringMatching(/\/renderings\/figure\.png$/),
  ]);
  const [resumed, unpacked] = await Promise.all([
    lab(...train('broken', '--resume')),
    lab(...train('unpacked', '--from-capsule', at('broken.zip'))),
  ]);
  for (const { code: ending, stderr } of [resumed, unpacked]) {
    expect([ending, stderr]).toEqual([0, expect.stringContaining('Finished all steps.')]);
  }
  const whole = [await weightHash('run'), await metrics('run')];
  expect([await weightHash('broken'), await metrics('broken')]).toEqual(whole);
  expect([await weightHash('unpacked'), await metrics('unpacked')]).toEqual(whole);

  const again = await lab(...train('broken', '--resume'));
  expect(again.stderr).toContain(`All its steps are done: give --steps a number above ${STEPS} to train on.`);
});

describe('its network is carried away', () => {
  test.each([
    ['safetensors', 'the lab (wasm)'],
    ['npz', 'the lab (wasm)'],
    ['onnx', 'onnxruntime-node'],
  ])('as %s, which %s verifies', async (format, by) => {
    const file = at(`network.${format}`);
    const written = await lab('export', '--run', at('run'), '--format', format, '--out', file);
    expect(written).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('The network is in') as string,
    });
    const { code, stdout, stderr } = await lab('verify-export', file, '--json');
    expect(code, stderr).toBe(0);
    const [verified] = events(stdout).get('verified')!;
    expect(verified).toMatchObject({ by });
    const outputs = (verified!['differences'] as { output: string }[]).map(({ output }) => output);
    expect(outputs.toSorted()).toEqual(['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'turn']);
  });

  test('in all formats, each of which verifies', LONG, async () => {
    const { code, stderr } = await lab(
      'export',
      '--run',
      at('run'),
      '--format',
      'zip',
      '--out',
      at('all.zip'),
    );
    expect(code, stderr).toBe(0);
    const verified = await lab('verify-export', at('all.zip'), '--json');
    expect(verified.code, verified.stderr).toBe(0);
    expect(events(verified.stdout).get('verified')).toHaveLength(4);
  });

  test('by no other method’s name', async () => {
    const how = ['--network', 'decoder', '--out', at('decoder.onnx')];
    const { code, stderr } = await lab('export', '--run', at('run'), ...how);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'lab: The method “rotations” has no network “decoder” to export: choose from network.\n',
    });
  });

  test('as every run leaves it, in place of the discriminator', async () => {
    const files = await readdir(at('run'));
    expect(files).toContain('network.safetensors');
    expect(files).not.toContain('discriminator.safetensors');
    const { parameters, config } = readRunWeights(await readFile(at('run/network.safetensors')));
    expect(config).toMatchObject({ method: 'rotations' });
    expect(parameters).toEqual((await new RunDirectory(at('run')).readTrained()).weights);
  });
});

describe('its features are measured', () => {
  const measured = (command: string, ...more: string[]) =>
    lab(command, '--run', at('run'), '--data', at('data'), '--json', ...more);

  test('by probes and neighbours, at conv1 to conv5, beside a random network', LONG, async () => {
    const [probe, knn] = await Promise.all([measured('probe', '--baseline', 'random'), measured('knn')]);
    for (const { code, stderr, stdout } of [probe, knn]) {
      expect(code, stderr).toBe(0);
      const rows = [...(events(stdout).get('probe') ?? []), ...(events(stdout).get('knn') ?? [])];
      for (const network of ['trained', 'random']) {
        const layers = rows.filter((row) => row['network'] === network).map(({ layer }) => layer);
        expect(layers).toEqual(['conv1', 'conv2', 'conv3', 'conv4', 'conv5']);
      }
    }
    expect(knn.stdout).not.toContain('φ');
    const asked = await measured('probe', '--baseline', 'phi');
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining('--baseline cannot be “phi”')]);
  });

  test('those of a file in place of its own', LONG, async () => {
    const file = ['--weights', at('run/network.safetensors')];
    const [own, other] = await Promise.all([measured('knn'), measured('knn', ...file)]);
    expect(other.code, other.stderr).toBe(0);
    expect(other.stdout).toBe(own.stdout);
  });

  test('and written into a file', async () => {
    const { code, stderr } = await measured('features', '--layer', 'conv3', '--out', at('conv3.npy'));
    expect(code, stderr).toBe(0);
    expect(await readdir(folder)).toContain('conv3.npy');
  });
});

describe('its figure is drawn', () => {
  const on = () => ['--run', at('run'), '--data', at('data')];
  /** Four pictures of 32 pixels, enlarged to 128, with four columns of bars; rows under their names. */
  const sizeOf = (rows: number) => ({ format: 'png', width: 1032, height: 48 + rows * 156 });
  const tileAt = (file: string, left: number) =>
    sharp(file).extract({ left, top: 40, width: 128, height: 128 }).removeAlpha();

  test('into one picture, of as many images as are asked for', async () => {
    const out = at('figure.png');
    const { code, stderr } = await lab('render', ...on(), '--out', out, '--images', '9');
    expect(code, stderr).toBe(0);
    expect(await sharp(out).metadata()).toMatchObject(sizeOf(9));
    const [upright, left, down] = [8, 264, 520].map((x) => tileAt(out, x));
    expect((await upright!.stats()).entropy).toBeGreaterThan(1);
    expect(await left!.raw().toBuffer()).toEqual(await tileAt(out, 8).rotate(270).raw().toBuffer());
    expect(await down!.raw().toBuffer()).not.toEqual(await left!.raw().toBuffer());
  });

  test('with filters, patches, neighbours and attention beside it', LONG, async () => {
    const { code, stdout, stderr } = await lab('figures', ...on(), '--out', at('figures'), '--json');
    expect(code, stderr).toBe(0);
    const told = events(stdout).get('figure')!;
    const names = told.map(({ file }) => path.basename(file as string));
    const patches = [1, 2, 3, 4, 5].map((layer) => `patches-conv${layer}.png`);
    expect(names).toEqual(['figure.png', 'filters.png', ...patches, 'retrieval.png', 'attention.png']);
    expect(told.map(({ figure }) => figure)).toEqual(names.map((name) => name.replace(/(-conv.)?.png$/, '')));
    const files = await Promise.all(told.map(({ file }) => readFile(file as string)));
    for (const file of files) expect((await sharp(file).metadata()).format).toBe('png');
    expect(new Set(files.map((file) => createHash('sha256').update(file).digest('hex'))).size).toBe(
      names.length,
    );
    expect(await sharp(files[0]).metadata()).toMatchObject(sizeOf(8));

    // What is looked for is what the figure tells of the image as it is.
    const rows = told[0]!['rows'] as { path: string; bars: Record<string, number[]> }[];
    const decided = told.at(-1)!['decisions'] as { path: string; decision: string; share: number }[];
    expect(decided.map((one) => one.path)).toEqual(rows.map((one) => one.path));
    for (const [i, { decision, share }] of decided.entries()) {
      const shares = rows[i]!.bars['told0']!;
      expect(share).toBeCloseTo(Math.max(...shares), 5);
      expect(decision).toBe(`${90 * shares.indexOf(Math.max(...shares))}°`);
    }
  });

  test('without a θ, which it does not have', async () => {
    const { code, stdout, stderr } = await lab('render', ...on(), '--out', at('x.png'), '--theta', '0.5');
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: 'lab: The method “rotations” has no --theta.\n',
    });
  });
});

test('what only spotting artifacts has is refused in one sentence', async () => {
  const run = ['--run', at('run')];
  const data = ['--data', at('data')];
  const endings = await Promise.all([
    lab('game', ...run, ...data),
    lab('pytorch', ...run, '--out', at('project')),
    lab(...train('second', '--method', 'rotations', '--autoencoder', at('run'))),
  ]);
  for (const { code, stdout, stderr } of endings) {
    expect(stderr).toMatch(/^lab: [^\n]+\n$/);
    expect(stderr).toContain(`“${aboutMethod('rotations').title}”`);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  }
});

describe('options of another method are bad usage', () => {
  const steps = 'its steps are --steps';
  const link = `https://example.org/#${configToHash(makeConfig({ method: 'rotations' }))}`;

  test.each([
    [
      { method: 'tangram' },
      'method must be artifacts, rotations, transformations, context or jigsaw; you gave “tangram”.',
    ],
    [{ method: 'rotations', aeSteps: '9' }, `The method “rotations” has no --ae-steps: ${steps}.`],
    [{ from: link, ganSteps: '9' }, `The method “rotations” has no --gan-steps: ${steps}.`],
    [{ set: [['method', 'rotations'] as const], theta: '0.5' }, 'The method “rotations” has no --theta.'],
    [
      { steps: '9' },
      'The method “artifacts” has no --steps, which are of one phase: its steps are --ae-steps and --gan-steps.',
    ],
  ])('%o', (options, sentence) => {
    expect(() => configFromOptions({ set: [], ...options })).toThrow(new BadUsage(sentence));
  });

  test('and so is a method that is not the run’s', async () => {
    const { code, stdout, stderr } = await lab(...train('run', '--resume', '--method', 'artifacts'));
    expect({ code, stdout, stderr }).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: 'lab: The run’s method is “rotations”: leave out the other, or begin another run.\n',
    });
  });
});
