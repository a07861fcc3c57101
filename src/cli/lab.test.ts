/** The command line as it is used: real child processes, real training on wasm. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configToHash } from '../experiments/link';
import { makeConfig } from '../experiments/presets';
import { readRunWeights } from '../lab/exports';
import { readSafetensors } from '../export/safetensors';
import { events, lab, startLab } from './labProcess';
import { montageLayout } from './montage';
import { RunDirectory } from './runDirectory';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'artifact-lab-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('bad usage exits 2 with one sentence', () => {
  const sample = ['train', '--data', 'sample', '--out', 'never-made'];

  test.each([
    ['an unknown command', ['xyzzy'], /unknown command 'xyzzy'/],
    ['no data', ['train', '--out', 'x'], /'--data <dir>' not specified/],
    ['an unknown option', [...sample, '--wibble'], /unknown option '--wibble'/],
    [
      'a misspelt option',
      [...sample, '--thetaa', '1'],
      /^lab: unknown option '--thetaa': did you mean --theta\?\n$/,
    ],
    ['a misspelt command', ['trian'], /^lab: unknown command 'trian': did you mean train\?\n$/],
    ['too many words', [...sample, 'more'], /^lab: too many arguments for 'train'\. [^\n\\]*\n$/],
    ['an unknown setting', [...sample, '--set', 'colour=blue'], /“colour” is not a setting/],
    ['a setting without a value', [...sample, '--set', 'theta'], /should look like key=value/],
    ['a value out of range', [...sample, '--theta', '2'], /theta must be between 0 and 0\.95; you gave 2\./],
    ['a link without a hash', [...sample, '--from', 'http://localhost/'], /after “#”/],
    ['an unknown backend', [...sample, '--backend', 'abacus'], /'abacus' is invalid/],
    ['an unknown format', ['export', '--run', '.', '--out', 'x', '--format', 'doc'], /'doc' is invalid/],
    [
      'no rows to draw',
      ['render', '--run', '.', '--data', '.', '--out', 'x', '--images', '0'],
      /from 1 to 64/,
    ],
  ])('%s', async (_, args, sentence) => {
    const { code, stdout, stderr } = await lab(...args);
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('nothing at all shows the help', async () => {
    const { code, stderr } = await lab();
    expect(code).toBe(2);
    expect(stderr).toContain('train');
  });
});

describe('what cannot work exits 1 with one sentence', () => {
  test.each([
    ['a missing folder', 'missing', /There is nothing at “.*missing”/],
    ['an empty folder', 'empty', /There are no files in “empty”/],
    ['a folder without images', 'texts', /The one file in “texts” cannot be used/],
  ])('%s', async (_, name, sentence) => {
    const data = path.join(folder, name);
    if (name !== 'missing') await mkdir(data);
    if (name === 'texts') await writeFile(path.join(data, 'a.txt'), 'not an image');
    const out = path.join(folder, `${name}-run`);
    const { code, stderr } = await lab('train', '--data', data, '--out', out, '--size', 'tiny');
    expect(stderr.trimEnd().split('\n').at(-1)).toMatch(sentence);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+/);
    expect(code).toBe(1);
    await expect(new RunDirectory(out).readRun()).rejects.toThrow(/There is no run/);
  });

  test('a folder without a run', async () => {
    const { code, stderr } = await lab('export', '--run', folder, '--out', path.join(folder, 'x'));
    expect(stderr).toMatch(/^lab: There is no run in /);
    expect(code).toBe(1);
  });
});

describe('a run on the sample', () => {
  const run = (): string => path.join(folder, 'run');

  test('trains both phases and leaves the run directory', { timeout: 240_000 }, async () => {
    const link = `https://example.org/#${configToHash(makeConfig({ size: 'small', batchSize: 6, theta: 0.4 }))}`;
    const budgets = ['--ae-steps', '3', '--gan-steps', '2', '--size', 'tiny', '--set', 'batchSize=4'];
    const { code, stdout, stderr } = await lab(
      ...['train', '--data', 'sample', '--out', run(), '--from', link, '--json', ...budgets],
    );
    expect(stderr).toContain('Finished both phases');
    expect(code).toBe(0);

    const seen = events(stdout);
    expect(seen.get('backend')).toMatchObject([{ name: 'wasm' }]);
    expect(seen.get('images')?.at(-1)).toMatchObject({ name: 'Sample: Fluent Emoji' });
    const steps = seen.get('metrics')?.map(({ phase, step }) => `${String(phase)} ${String(step)}`);
    expect(steps).toEqual(['autoencoder 1', 'autoencoder 2', 'autoencoder 3', 'repair 1', 'repair 2']);
    expect(seen.get('done')).toMatchObject([{ state: 'finished', phase: 'repair', step: 2 }]);

    const directory = new RunDirectory(run());
    const file = await directory.readRun();
    expect(file.config).toEqual(
      makeConfig({ size: 'tiny', batchSize: 4, theta: 0.4, aeSteps: 3, ganSteps: 2 }),
    );
    expect(file).toMatchObject({ state: 'finished', step: 2, backend: { name: 'wasm' } });
    expect(file.data.hash).toMatch(/^[0-9a-f]{64}$/);
    const lines = (await readFile(path.join(run(), 'metrics.csv'), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(6);

    const { weights } = await directory.readTrained();
    const { parameters, config } = readRunWeights(
      await readFile(path.join(run(), 'discriminator.safetensors')),
    );
    expect(config).toEqual(file.config);
    const discriminator = [...weights].filter(([name]) => name.startsWith('C/'));
    expect(parameters).toEqual(new Map(discriminator));
    expect(new Set([...weights.keys()].map((name) => name[0]))).toEqual(new Set(['E', 'D', 'R', 'C']));
  });

  test('gives its autoencoder to another, which begins with phase two', { timeout: 240_000 }, async () => {
    const out = path.join(folder, 'second');
    const how = ['--autoencoder', run(), '--size', 'tiny', '--set', 'batchSize=4', '--seed', '2'];
    const { code, stdout } = await lab(
      ...['train', '--data', 'sample', '--out', out, '--json', '--gan-steps', '1', ...how],
    );
    expect(code).toBe(0);
    const steps = events(stdout)
      .get('metrics')
      ?.map(({ phase, step }) => `${String(phase)} ${String(step)}`);
    expect(steps).toEqual(['repair 1']);
    const [first, second] = [new RunDirectory(run()), new RunDirectory(out)];
    const [{ weights: before }, { weights: after }] = [await first.readTrained(), await second.readTrained()];
    for (const [name, { data }] of after) {
      if (/^[ED]\//.test(name)) expect(data, name).toEqual(before.get(name)!.data);
    }
    // C is the seed’s own and has learnt since.
    expect(after.get('C/conv3/kernel')!.data).not.toEqual(before.get('C/conv3/kernel')!.data);
    expect((await second.readRun()).beganWith).toMatchObject({ file: run(), network: 'autoencoder' });
  });

  test('gives it to none that is shaped otherwise', async () => {
    const out = path.join(folder, 'third');
    const how = ['--autoencoder', run(), '--size', 'tiny', '--set', 'leakySlope=0.3'];
    const { code, stderr } = await lab('train', '--data', 'sample', '--out', out, ...how);
    expect(stderr).toContain(`leakySlope is 0.1 in the autoencoder of “${run()}” and 0.3 here.`);
    expect(code).toBe(2);
  });

  test('is not overwritten by another', async () => {
    const { code, stderr } = await lab('train', '--data', 'sample', '--out', run());
    expect(stderr).toMatch(/There is already a run/);
    expect(code).toBe(1);
  });

  test('is drawn into one PNG', async () => {
    const out = path.join(folder, 'figure.png');
    const { code } = await lab('render', '--run', run(), '--data', 'sample', '--out', out, '--images', '9');
    expect(code).toBe(0);
    const { width, height } = montageLayout(32, 9);
    expect(await sharp(out).metadata()).toMatchObject({ format: 'png', width, height });
    // Pictures are drawn, not only their frame: the first tile is no flat white.
    const tile = sharp(out).extract({ left: 8, top: 52, width: 128, height: 128 });
    expect((await tile.stats()).entropy).toBeGreaterThan(1);
  });

  test('is exported with the weights that were saved', async () => {
    const out = path.join(folder, 'new folder', 'weights.safetensors');
    expect((await lab('export', '--run', run(), '--out', out)).code).toBe(0);
    const tensors = async (file: string) => readSafetensors(await readFile(file)).tensors;
    expect(await tensors(out)).toEqual(await tensors(path.join(run(), 'discriminator.safetensors')));
  });
});

test('Ctrl-C saves what there is and exits 130', { timeout: 240_000 }, async () => {
  const out = path.join(folder, 'interrupted');
  const steps = ['--ae-steps', '100000', '--size', 'tiny', '--batch', '4', '--json'];
  const { child, ended } = startLab(['train', '--data', 'sample', '--out', out, ...steps]);
  let pressed = false; // once: a second press would end it without saving
  child.stdout!.on('data', (chunk: Buffer) => {
    if (!pressed && chunk.toString().includes('"metrics"')) pressed = child.kill('SIGINT');
  });
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  const done = events(stdout).get('done');
  expect(done).toMatchObject([{ state: 'stopped', phase: 'autoencoder' }]);
  const directory = new RunDirectory(out);
  expect((await directory.readRun()).step).toBe(done![0]!['step']);
  expect((await directory.readTrained()).weights.size).toBeGreaterThan(50);
});
