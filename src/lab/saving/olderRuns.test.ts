/**
 * Run folders written by earlier commits open, resume bit for bit and end as they did there. Each zip in `golden/` was
 * made with the code of its time, at size tiny on wasm: a checkpoint in either phase, run.json, metrics.csv, and in
 * expected.json what that code reached from them. The saved numbers are powers of two, so that the files stay small.
 * Never make them anew: what they hold is that files of the past still open.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openCapsule } from '../../checkpoints/capsule';
import { MemoryFolder } from '../../checkpoints/memoryFolder';
import { RunFolder, type ReadCheckpoint } from '../../checkpoints/runFolder';
import type { ImageSet } from '../../data/imageSet';
import type { MetricRow } from '../../experiments/metrics';
import { readRunWeights } from '../exports';
import { metricsToCsv } from '../../export/metricsCsv';
import { startBackend } from '../../kernels/backend';
import { readNetworks } from '../../networks/networks';
import { noiseSet } from '../labUnderTest';
import { Logbook } from '../logbook';
import { Run } from '../run';

const expectedSchema = z.object({
  endOfPhaseOne: z.string(),
  finished: z.string(),
  losses: z.array(z.unknown()),
});

const SAVED = ['autoencoder-000001', 'repair-000002'] as const;

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
});

async function openGolden(name: string) {
  const files = unzipSync(new Uint8Array(readFileSync(new URL(`../golden/${name}.zip`, import.meta.url))));
  const memory = new MemoryFolder();
  for (const [path, bytes] of Object.entries(files)) {
    const [file = '', folder] = path.split('/').reverse();
    await (folder === undefined ? memory : memory.folder(folder)).write(file, [bytes]);
  }
  const text = (path: string): string => new TextDecoder().decode(files[path]);
  const expected = expectedSchema.parse(JSON.parse(text('expected.json')));
  return { folder: new RunFolder('run', memory), expected, csv: text('metrics.csv') };
}

/** The six pictures that all of them were trained on. */
const noise = (): ImageSet => noiseSet(6, 44);

/** Takes so many steps from where it was saved. */
async function resume({ checkpoint }: ReadCheckpoint, steps: number) {
  const { about, tensors, metrics } = checkpoint;
  const run = Run.restore(about.config, noise(), about.training, tensors);
  const log = new Logbook(1, metrics);
  for (let i = 0; i < steps; i++) await log.advance(run);
  const hash = createHash('sha256');
  const weights = [...(await readNetworks(run.networks))].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, { data }] of weights) hash.update(name).update(new Uint8Array(data.buffer));
  run.dispose();
  return { hash: hash.digest('hex'), losses: losses(log.rows) };
}

const losses = (rows: readonly MetricRow[]) =>
  rows.map(({ phase, step, epoch, values }) => {
    const measured = Object.entries(values).filter(([name]) => name !== 'imagesPerSecond');
    return { phase, step, epoch, values: Object.fromEntries(measured) };
  });

describe.each(['version-1', 'before-noise-sigma', 'with-noise-sigma'])('a run folder, %s', (name) => {
  it('opens, resumes in either phase and ends as it did with the code of its time', async () => {
    const { folder, expected } = await openGolden(name);
    const images = { name: 'noise', count: 6, hash: await noise().contentHash() };
    expect(await folder.readManifest()).toMatchObject({ phase: 'repair', step: 2, data: images });
    expect((await folder.checkpoints()).map((stored) => stored.name)).toEqual(SAVED);
    const [first, second] = [await folder.read(SAVED[0]), await folder.read(SAVED[1])];
    expect(first.checkpoint.about.images).toEqual(images);
    expect(await resume(first, 2)).toEqual({
      hash: expected.endOfPhaseOne,
      losses: expected.losses.slice(0, 3),
    });
    expect(await resume(second, 2)).toEqual({ hash: expected.finished, losses: expected.losses });
    const { found, skipped } = await folder.newest();
    expect([found?.stored.name, skipped]).toEqual([SAVED[1], []]);
  });
});

it('the CSV of what was logged has the bytes that it had', async () => {
  const { folder, csv } = await openGolden('with-noise-sigma');
  expect(metricsToCsv((await folder.read(SAVED[1])).checkpoint.metrics)).toBe(csv);
  // Files from before the last column: the same with an empty one.
  const { folder: older, csv: before } = await openGolden('before-noise-sigma');
  const widened = before.replace(/\r\n/g, ',\r\n').replace(',\r\n', ',noiseSigma\r\n');
  expect(metricsToCsv((await older.read(SAVED[1])).checkpoint.metrics)).toBe(widened);
});

/** A zip’s files by their names without the folder that the zip has them in. */
function filesOf(zip: Uint8Array): Map<string, Uint8Array<ArrayBuffer>> {
  const files = Object.entries(unzipSync(zip));
  return new Map(files.map(([path, bytes]) => [path.replace(/^.*\//, ''), new Uint8Array(bytes)]));
}

it('a capsule from before some settings and metrics opens', async () => {
  const bytes = new Uint8Array(readFileSync(new URL('../golden/capsule-version-1.zip', import.meta.url)));
  const { manifest, checkpoints } = await openCapsule(bytes);
  const { config } = readRunWeights(filesOf(bytes).get('discriminator.safetensors')!);
  const { folder } = await openGolden('version-1');
  expect(manifest).toEqual(await folder.readManifest());
  expect(config).toEqual(manifest.config);
  expect(checkpoints).toEqual([(await folder.read(SAVED[0])).checkpoint]);
});
