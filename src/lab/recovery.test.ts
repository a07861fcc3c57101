/** Trouble while training, made on purpose: what a Lab gets over, at which cost, and what it says. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { hasSoftwareGpu, loadSoftwareGpu } from '../../bench/softwareGpu';
import { Random } from '../base/random';
import { MemoryFolder } from '../checkpoints/memoryFolder';
import { RunFolder } from '../checkpoints/runFolder';
import { decodeWithSharp } from '../cli/decode';
import type * as Augment from '../data/augment';
import type { SourceFile } from '../data/types';
import type { Config } from '../experiments/config';
import { makeConfig } from '../experiments/presets';
import type * as Backend from '../kernels/backend';
import { startBackend, type BackendOptions } from '../kernels/backend';
import type { LabEvent, MetricRow } from './events';
import { Lab } from './lab';
import type * as ReadSnapshot from './readSnapshot';
import { TroubleCount } from './recovery';

/** The calls whose batch is no numbers, and how many there were. */
const batches = vi.hoisted(() => ({ made: 0, spoilt: new Set<number>(), all: false }));

vi.mock('../data/augment', async (original) => {
  const augment = await original<typeof Augment>();
  return {
    ...augment,
    augmentBatch: (...given: Parameters<typeof augment.augmentBatch>) => {
      const batch = augment.augmentBatch(...given);
      return batches.spoilt.has(++batches.made) || batches.all ? batch.fill(Number.NaN) : batch;
    },
  };
});

/** What a driver does: tells that a device is lost, and from then on gives no numbers. */
const driver = vi.hoisted(() => ({
  tell: null as BackendOptions['onDeviceLost'] | null,
  silent: false,
}));

vi.mock('../kernels/backend', async (original) => {
  const backend = await original<typeof Backend>();
  const startBackendHeard: typeof backend.startBackend = (options) => {
    driver.tell = options.onDeviceLost ?? null;
    return backend.startBackend(options);
  };
  return { ...backend, startBackend: startBackendHeard };
});

vi.mock('./readSnapshot', async (original) => {
  const { readSnapshot } = await original<typeof ReadSnapshot>();
  const readUnlessSilent: typeof readSnapshot = async (tensors) => {
    const values = await readSnapshot(tensors);
    if (driver.silent) throw new Error('The device is lost.');
    return values;
  };
  return { readSnapshot: readUnlessSilent };
});

beforeAll(() => startBackend({ preference: 'wasm' }));

afterEach(() => {
  batches.made = 0;
  batches.spoilt.clear();
  batches.all = false;
  driver.silent = false;
});

function pictures(count: number): Promise<SourceFile[]> {
  const random = new Random(3);
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const raw = Uint8Array.from({ length: 44 * 44 * 3 }, () => random.integer(256));
      const png = await sharp(raw, { raw: { width: 44, height: 44, channels: 3 } })
        .png()
        .toBuffer();
      return { path: `set/${i}.png`, size: png.length, bytes: () => Promise.resolve(new Uint8Array(png)) };
    }),
  );
}

const SMALL = { size: 'tiny', batchSize: 4, aeSteps: 4, ganSteps: 4, historySize: 6 } as const;

async function openLab(
  backend: BackendOptions,
  changes: Partial<Config> = {},
  hear: (event: LabEvent) => void = () => undefined,
) {
  const events: LabEvent[] = [];
  // Not by makeConfig, which refuses what explodes.
  const lab = new Lab(
    { ...makeConfig(SMALL), ...changes },
    {
      decode: decodeWithSharp,
      emit: (event) => {
        events.push(event);
        hear(event);
      },
      keeping: {
        newFolder: () => new RunFolder('run', new MemoryFolder({ full: false })),
        plan: { seconds: Infinity, steps: Infinity },
      },
    },
  );
  await lab.open(backend);
  await lab.load(await pictures(8), 'set');
  await lab.pin([]);
  const of = <T extends LabEvent['type']>(type: T) =>
    events.filter((event): event is Extract<LabEvent, { type: T }> => event.type === type);
  return { lab, of };
}

async function ending(lab: Lab) {
  lab.start();
  await lab.settled();
  await lab.keeper!.settled();
  return { state: lab.status.state, hash: await weightHash(lab), losses: losses(lab.metrics) };
}

async function weightHash(lab: Lab): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, { data }] of await lab.parameters())
    hash.update(name).update(new Uint8Array(data.buffer));
  return hash.digest('hex');
}

const losses = (rows: readonly MetricRow[]) =>
  rows.map(({ phase, step, values }) => ({ phase, step, ...values, imagesPerSecond: 0 }));

const wasm = { preference: 'wasm' } as const;

describe('a loss that is no number', () => {
  it('is not kept: the run goes on from its last good point with other batches, and says so', async () => {
    const { lab, of } = await openLab(wasm);
    batches.spoilt.add(6);
    const { state } = await ending(lab);
    expect(state).toBe('finished');
    const { recovery } = of('recovered')[0]!;
    expect(recovery.what).toMatch(/^(\w+) became NaN in step 2 of phase “repair”/);
    expect(recovery.kept).toMatch(/its beginning with other batches \(“redraw 1 .*lower discriminatorLearn/);
    expect(lab.metrics.map(({ step }) => step)).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    for (const { data } of (await lab.parameters()).values()) expect(data.every(Number.isFinite)).toBe(true);
    // The page has the same rows: those that are void were taken back.
    const told: MetricRow[] = [];
    for (const { rows, fresh } of of('metrics')) told.splice(fresh ? 0 : told.length, Infinity, ...rows);
    expect(told).toEqual(lab.metrics);
  });

  it('that comes three times in a row ends the run at its last good point, which is kept', async () => {
    const { lab, of } = await openLab(wasm);
    await lab.step();
    const weights = await lab.parameters();
    await lab.setParameters(weights); // makes this the point
    const good = await weightHash(lab);
    batches.all = true;
    expect(await ending(lab)).toMatchObject({ state: 'failed', hash: good });
    expect(of('recovered')).toHaveLength(2);
    const { failure } = of('failure')[0]!;
    expect(failure.what).toMatch(/^reconstruction became NaN in step 2/);
    expect(failure.todo).toMatch(/lower aeLearningRate \(now 0.0003\)/);
    expect(failure.goOn).toMatchObject({ run: 'run', checkpoint: 'autoencoder-000001', step: 1 });
  });

  it('comes of a learning rate that is far too high, and is told before weights are lost', async () => {
    const { lab, of } = await openLab(wasm, { aeLearningRate: 1e30 });
    const { state } = await ending(lab);
    expect(state).toBe('failed');
    expect(of('failure')[0]!.failure.todo).toMatch(/lower aeLearningRate \(now 1e\+30\)/);
    for (const { data } of (await lab.parameters()).values()) expect(data.every(Number.isFinite)).toBe(true);
  });
});

describe('memory of WebAssembly that is full', () => {
  it('fails the run at its last good point, with room again, and advises a smaller batch', async () => {
    const others = tf.memory().numTensors;
    const { lab, of } = await openLab(wasm);
    const own = lab.status.tensors - others;
    await lab.step();
    const { wasm: module } = tf.backend() as unknown as { wasm: { _malloc(bytes: number): number } };
    for (let bytes = 2 ** 30; bytes > 64; bytes /= 2) {
      try {
        for (;;) module._malloc(bytes);
      } catch (error) {
        expect(error).toMatchObject({ name: 'OutOfMemory' });
      }
    }
    await lab.step();
    expect(lab.status).toMatchObject({ state: 'failed', tensors: own });
    expect(of('failure')[0]!.failure).toMatchObject({
      what: expect.stringMatching(/^WebAssembly ran out of memory/) as unknown,
      todo: 'Take a smaller batch, such as 2, or a smaller size.',
    });
    await lab.reset();
    expect(await ending(lab)).toMatchObject({ state: 'finished' });
  });
});

describe.skipIf(!hasSoftwareGpu)('a GPU device that is lost', () => {
  it('is replaced in mid-step, and the run ends as an unbroken one; often lost, WebAssembly takes over', async () => {
    const gpu = await loadSoftwareGpu();
    const options = { preference: 'webgpu', gpu } as const;
    const budget = { batchSize: 2, aeSteps: 2, ganSteps: 1 };
    const others = tf.memory().numTensors;
    const { lab, of } = await openLab(options, budget);
    const own = lab.status.tensors - others;
    const expected = await ending(lab);
    await lab.reset();
    await lab.step();
    lab.start();
    await lose();
    expect(await ending(lab)).toEqual(expected);
    expect(of('recovered').map(({ recovery }) => recovery.what)).toEqual([
      expect.stringMatching(/^The GPU was lost: /),
    ]);
    expect(of('failure')).toEqual([]);

    await lab.reset();
    expect(lab.status.tensors).toBe(own);
    for (let i = 0; i < 2; i++) {
      await lose();
      await vi.waitFor(() => expect(of('recovered')).toHaveLength(2 + i), 60_000);
    }
    expect(lab.status).toMatchObject({ state: 'ready', tensors: own });
    expect(of('backend').at(-1)?.backend).toMatchObject({ name: 'wasm', why: /failed too often/ as never });
    expect(of('recovered').at(-1)?.recovery.kept).toMatch(/on WebAssembly, slower/);
    expect((await ending(lab)).state).toBe('finished');
  }, 300_000);
});

describe('a device lost when the last step is done', () => {
  const lost = { reason: 'gone', message: 'asleep' } as const;

  it('costs nothing once the weights have been read: the run stays finished with them', async () => {
    const others = tf.memory().numTensors;
    const { lab, of } = await openLab(wasm);
    const expected = await ending(lab);
    await lab.settled();
    const own = lab.status.tensors - others;
    driver.tell!(lost);
    expect(await ending(lab)).toEqual(expected);
    expect(of('recovered').map(({ recovery }) => recovery.kept)).toEqual([
      expect.stringContaining('goes on from step 4 of phase “repair”'),
    ]);
    expect(lab.status.tensors).toBe(own);
  });

  it('before they have been read: the steps since the last point are made again', async () => {
    const { lab, of } = await openLab(wasm);
    const expected = await ending(lab);
    await lab.reset();
    driver.silent = true;
    lab.start();
    await lab.settled();
    driver.tell!(lost);
    await vi.waitFor(() => expect(lab.status.state).toBe('running'), { timeout: 60_000, interval: 1 });
    driver.silent = false;
    expect(await ending(lab)).toEqual(expected);
    expect(of('recovered')).toHaveLength(1);
  });
});

describe.skipIf(!hasSoftwareGpu)('a GPU device that reports trouble', () => {
  it('is given up for a new one, in words that say which trouble it was; none of its tensors stay', async () => {
    const gpu = await loadSoftwareGpu();
    const others = tf.memory().numTensors;
    const { lab, of } = await openLab({ preference: 'webgpu', gpu });
    const own = lab.status.tensors - others;
    // A real one: memory that is mapped for reading cannot be what a program writes to.
    const { MAP_READ, STORAGE } = GPUBufferUsage;
    device().createBuffer({ size: 4, usage: MAP_READ | STORAGE });
    await vi.waitFor(() => expect(of('recovered')).toHaveLength(1), 60_000);
    // The software adapter has the processor's memory: this one is made up.
    const error = new GPUOutOfMemoryError('buffer of 4 GB');
    device().dispatchEvent(new GPUUncapturedErrorEvent('uncapturederror', { error }));
    await vi.waitFor(() => expect(of('recovered')).toHaveLength(2), 60_000);
    const [invalid, full] = of('recovered').map(({ recovery }) => recovery);
    expect(invalid!.what).toMatch(
      /^The GPU reported an error, after which its numbers may be wrong: .*MapRead/,
    );
    expect(invalid!.kept).toMatch(/the run goes on from its beginning on a new GPU device\.$/);
    expect(full!.what).toBe('The GPU ran out of memory: buffer of 4 GB.');
    expect(full!.kept).toMatch(/If it comes back, take a smaller batch, such as 2, or a smaller size\.$/);
    expect(lab.status).toMatchObject({ state: 'ready', tensors: own });
    expect(of('backend').at(-1)?.backend.name).toBe('webgpu');
  }, 300_000);

  it('again and again, while it is being mended: all is held once', async () => {
    const gpu = await loadSoftwareGpu();
    const others = tf.memory().numTensors;
    let started = 0;
    const { lab, of } = await openLab({ preference: 'webgpu', gpu }, {}, ({ type }) => {
      // The second device is there, the networks on it are not yet.
      if (type === 'backend' && ++started === 2) device().destroy();
    });
    const own = lab.status.tensors - others;
    device().destroy();
    await vi.waitFor(() => expect(of('recovered')).toHaveLength(2), 60_000);
    expect(lab.status).toMatchObject({ state: 'ready', tensors: own });
  }, 300_000);
});

/** As a driver that resets does it, while whatever is under way is under way. */
async function lose(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  device().destroy();
}

function device(): GPUDevice {
  return (tf.backend() as unknown as { device: GPUDevice }).device;
}

describe('counting trouble', () => {
  it('three losses within ten minutes are too many, three in a day are not', () => {
    const trouble = new TroubleCount();
    const minutes = [0, 20, 40, 41, 42];
    expect(minutes.map((minute) => trouble.loseDevice(minute * 60_000))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('explosions that the run got past do not count', () => {
    const trouble = new TroubleCount();
    const at = (step: number) => ({ phase: 'repair', step }) as const;
    const explosions = [3, 5, 20, 30, 31].map((step) =>
      trouble.explode(at(step), step < 20 ? at(1) : at(19)),
    );
    expect(explosions).toEqual([false, false, false, false, true]);
  });
});
