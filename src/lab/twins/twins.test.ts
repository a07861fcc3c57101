/** Twins: each side is, bit for bit, what it would be alone; real training at size tiny. */
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { MemoryFolder } from '../../checkpoints/memoryFolder';
import { RunShelf } from '../../checkpoints/runShelf';
import { decodeWithSharp } from '../../cli/decode';
import type { ImageSet } from '../../data/imageSet';
import { readFiles } from '../../data/readFiles';
import type { ArtifactsConfig } from '../../methods/artifacts/config';
import { valueOf, type Config } from '../../experiments/config';
import { makeConfig } from '../../experiments/presets';
import type { Switch } from '../../experiments/twinConfigs';
import { readMetrics } from '../../training/stepMetrics';
import { Device } from '../recovery/device';
import type { Keeping } from '../saving/keeper';
import { figure3, runHash } from '../labUnderTest';
import { Run } from '../run';
import type { TwinEvent } from './events';
import { Twins } from './twins';

const LONG = { timeout: 600_000 };
const START: Switch = { phase: 'autoencoder', step: 0 };
const base = makeConfig({ size: 'tiny', batchSize: 4, aeSteps: 2, ganSteps: 4, historySize: 6, theta: 0.5 });

let device: Device;
let images: ImageSet;

beforeAll(async () => {
  device = new Device(() => undefined);
  await device.start({ preference: 'wasm' });
  const random = new Random(0);
  const files = Array.from({ length: 10 }, async (_, i) => {
    const raw = Uint8Array.from({ length: 48 * 48 * 3 }, () => random.integer(256));
    const png = await sharp(raw, { raw: { width: 48, height: 48, channels: 3 } })
      .png()
      .toBuffer();
    return { path: `set/${i}.png`, size: png.length, bytes: () => Promise.resolve(new Uint8Array(png)) };
  });
  images = await readFiles(await Promise.all(files), {
    name: 'set',
    pixels: 44,
    decode: decodeWithSharp,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
});

async function alone(config: Config): Promise<string> {
  const run = new Run(config, images);
  while (!run.finished) await readMetrics(run.advance());
  const hash = await runHash(run);
  run.dispose();
  return hash;
}

function twinsOf(b: Partial<ArtifactsConfig>, wished = START, keeping: Keeping | null = null) {
  const events: TwinEvent[] = [];
  const wanted = { a: base, b: { ...base, ...b }, wished, images, device, keeping };
  return { twins: new Twins({ ...wanted, emit: (event) => events.push(event) }), events };
}

async function finish(twins: Twins): Promise<[string, string]> {
  twins.start();
  await twins.settled();
  expect(twins.status).toMatchObject({ state: 'finished', isParted: true, step: 4 });
  return [await runHash(twins.run('A')), await runHash(twins.run('B'))];
}

describe('each side ends as it would alone', () => {
  it.each([
    ['from the beginning', { leakySlope: 0.2 }, START],
    ['from phase two, with another R', { repairPlacement: 'local' }, { phase: 'repair', step: 0 }],
    ['from phase two, against a standard GAN', { fakes: 'generated' }, { phase: 'repair', step: 0 }],
  ] as const)('%s', LONG, async (_, changes, partAt) => {
    const { twins } = twinsOf(changes);
    expect(twins.status.partAt).toEqual(partAt);
    expect(await finish(twins)).toEqual([await alone(base), await alone({ ...base, ...changes })]);
    await twins.dispose();
  });
});

it('are identical until they part, also where B is trained by itself from the switch on', LONG, async () => {
  const wished: Switch = { phase: 'repair', step: 1 };
  const { twins } = twinsOf({ theta: 0.9 }, wished);
  // Steps of phase one, and one of phase two.
  for (let i = 0; i < 3; i++) await twins.step();
  expect(twins.status.isParted).toBe(false);
  const [a, b] = await finish(twins);
  expect(a).toBe(await alone(base));
  expect(b).not.toBe(a);
  await twins.dispose();

  // A fork that keeps A's settings but for one that changes nothing stays A, bit for bit.
  const { twins: same } = twinsOf({ noisePenalty: 7 }, wished);
  const [one, other] = await finish(same);
  expect(other).toBe(one);
  await same.dispose();
});

it('tells metrics of both sides, figures of the same images and their difference', LONG, async () => {
  const { twins, events } = twinsOf({ theta: 0.9 }, { phase: 'repair', step: 2 });
  await twins.pin([3, 7, 99]);
  await finish(twins);
  const rows = (side: 'A' | 'B') =>
    events.flatMap((event) => (event.type === 'metrics' && event.side === side ? event.rows : []));
  const named = (side: 'A' | 'B') => rows(side).map(({ phase, step }) => `${phase} ${step}`);
  expect(named('B')).toEqual(named('A'));
  const losses = (side: 'A' | 'B') => rows(side).map(({ values }) => values.classLoss);
  expect(losses('B').slice(0, 4)).toEqual(losses('A').slice(0, 4));
  expect(losses('B').at(-1)).not.toBe(losses('A').at(-1));

  const last = events.filter((event) => event.type === 'difference').at(-1)!.difference;
  expect(last.rows.map(({ image }) => image)).toEqual([3, 7]);
  const figures = events.filter((event) => event.type === 'figure').slice(-2);
  expect(figures.map(({ side }) => side)).toEqual(['A', 'B']);
  for (const [i, { tiles, mean }] of last.rows.entries()) {
    expect(mean.original).toBe(0);
    expect(mean.repaired).toBeGreaterThan(0);
    const [a, b] = figures.map(({ figure }) => figure3(figure).rows[i]!.tiles.repaired[5]!);
    expect(tiles.repaired[5]).toBe(Math.abs(a! - b!));
  }
  await twins.dispose();
});

it('are tuned alike: each ends as it would alone with the same change at the same step', LONG, async () => {
  const tuned = { theta: 0.2 };
  const changed = { maskWeight: 0 };
  const { twins } = twinsOf(changed, { phase: 'repair', step: 1 });
  for (let i = 0; i < 4; i++) await twins.step();
  await twins.tune(tuned);
  await expect(twins.tune({ maskWeight: 1 })).rejects.toThrow('The twins differ in “maskWeight”');
  await expect(twins.tune({ leakySlope: 0.2 })).rejects.toThrow('only on restart');
  const ends = await finish(twins);
  await twins.dispose();
  const alone = async (b: Partial<Config>): Promise<string> => {
    const run = new Run(base, images);
    for (let i = 0; !run.finished; i++) {
      if (i === 3) run.tune(b); // after the first step of phase two, where they part
      if (i === 4) run.tune(tuned);
      await readMetrics(run.advance());
    }
    const hash = await runHash(run);
    run.dispose();
    return hash;
  };
  expect(ends).toEqual([await alone({}), await alone(changed)]);
});

it('are kept as two runs, which go on as they do', LONG, async () => {
  const shelf = new RunShelf(new MemoryFolder());
  const keeping = { newFolder: () => shelf.create(), plan: { seconds: Infinity, steps: Infinity } };
  const { twins } = twinsOf({ theta: 0.9 }, { phase: 'repair', step: 1 }, keeping);
  for (let i = 0; i < 4; i++) await twins.step();
  await twins.tune({ fill: 'noise' });
  await twins.keep();
  const [a, b] = await finish(twins);
  await twins.dispose();

  const { runs } = await shelf.list();
  const goOn = async (theta: number): Promise<string> => {
    const { id } = runs.find(({ config }) => valueOf(config, 'theta') === theta)!;
    const { about, tensors, metrics } = (await shelf.open(id).newest()).found!.checkpoint;
    expect(about.tunings).toMatchObject([{ phase: 'repair', step: 2, changes: [{ key: 'fill' }] }]);
    expect(metrics).toHaveLength(4);
    const run = Run.restore(about.config, images, about.training, tensors);
    while (!run.finished) await readMetrics(run.advance());
    const hash = await runHash(run);
    run.dispose();
    return hash;
  };
  expect(runs).toHaveLength(2);
  expect([await goOn(0.5), await goOn(0.9)]).toEqual([a, b]);

  const { twins: nowhere } = twinsOf({ theta: 0.9 });
  await nowhere.step();
  await expect(nowhere.keep()).rejects.toThrow('Runs cannot be kept here');
  await nowhere.dispose();
});

it('are refused where they share no batches, do not differ, or do not fit', () => {
  expect(() => twinsOf({ batchSize: 8 })).toThrow('“batchSize” must be the same for both');
  expect(() => twinsOf({})).toThrow('The two settings are the same');
  device.limitMemory(2 ** 20);
  const wanted = { a: base, b: { ...base, theta: 0.1 }, wished: START, images, emit: () => undefined };
  expect(() => new Twins({ ...wanted, device, keeping: null })).toThrow(
    /Both together need about .* smaller batch/,
  );
  device.limitMemory(null);
});

it('get another budget together, and part at the latest where phase one ends', LONG, async () => {
  const { twins } = twinsOf({ aeLearningRate: 1e-3 }, { phase: 'autoencoder', step: 50 });
  await twins.step();
  await expect(twins.tune({ aeLearningRate: 1e-4 })).rejects.toThrow('The twins differ in “aeLearningRate”');
  await twins.tune({ aeSteps: 1, ganSteps: 2 });
  const end = () => (twins.start(), twins.settled());
  await end();
  expect(twins.status).toMatchObject({ state: 'finished', phase: 'repair', step: 2, isParted: true });
  await twins.tune({ ganSteps: 3 });
  expect(twins.status.state).toBe('paused');
  await end();
  for (const side of ['A', 'B'] as const) {
    const { config, step } = twins.run(side);
    expect({ ...config, step }).toMatchObject({ aeSteps: 1, ganSteps: 3, step: 3 });
  }
  await twins.dispose();
});
