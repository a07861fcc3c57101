/** Trouble while twins train: both go back together, and stay in lock-step. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Augment from '../../data/augment';
import type { ArtifactsConfig } from '../../methods/artifacts/config';
import { makeConfig } from '../../experiments/presets';
import type { Switch } from '../../experiments/twinConfigs';
import { Device } from '../recovery/device';
import { fillMemory, noiseSet, runHash } from '../labUnderTest';
import type { TwinEvent } from './events';
import { Twins } from './twins';

/** The calls whose batch is no numbers, and how many there were. */
const batches = vi.hoisted(() => ({ made: 0, spoilt: new Set<number>(), all: false }));

vi.mock('../../data/augment', async (original) => {
  const augment = await original<typeof Augment>();
  return {
    ...augment,
    augmentBatch: (...given: Parameters<typeof augment.augmentBatch>) => {
      const batch = augment.augmentBatch(...given);
      return batches.spoilt.has(++batches.made) || batches.all ? batch.fill(Number.NaN) : batch;
    },
  };
});

const LONG = { timeout: 600_000 };
const images = noiseSet(10, 44);
const a = makeConfig({ size: 'tiny', batchSize: 4, aeSteps: 2, ganSteps: 4, historySize: 6, theta: 0.5 });
/** Changes nothing where no noise is learnt: B stays A, bit for bit, as long as both see and draw the same. */
const SAME = { noisePenalty: 7 };
const OTHER = { theta: 0.9 };
const AFTER_ONE: Switch = { phase: 'repair', step: 1 };

let device: Device;
beforeAll(async () => {
  device = new Device(() => undefined);
  await device.start({ preference: 'wasm' });
});

afterEach(() => {
  batches.made = 0;
  batches.spoilt.clear();
  batches.all = false;
  vi.restoreAllMocks();
});

function open(b: Partial<ArtifactsConfig>, wished = AFTER_ONE) {
  const events: TwinEvent[] = [];
  const wanted = { a, b: { ...a, ...b }, wished, images, device, keeping: null };
  const twins = new Twins({ ...wanted, emit: (event) => events.push(event) });
  const of = <T extends TwinEvent['type']>(type: T) =>
    events.filter((event): event is Extract<TwinEvent, { type: T }> => event.type === type);
  return { twins, of };
}

/** Trains to the end, whichever that is. */
async function ending(twins: Twins) {
  twins.start();
  await twins.settled();
  const hashes = [await runHash(twins.run('A')), await runHash(twins.run('B'))];
  const { state, step } = twins.status;
  await twins.dispose();
  return { state, step, hashes };
}

const unbroken = (b: Partial<ArtifactsConfig>, wished?: Switch) => ending(open(b, wished).twins);

async function steps(twins: Twins, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await twins.step();
}

/** The next step is followed by a point to go back to. */
function letTimePass(): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 20_000);
}

describe('a device that is lost', LONG, () => {
  it('costs twins nothing: they go on from where both stood, and end as unbroken ones', async () => {
    const others = tf.memory().numTensors;
    const expected = await unbroken(OTHER);
    const { twins, of } = open(OTHER);
    await steps(twins, 3);
    letTimePass();
    await steps(twins, 1);
    await vi.waitFor(() => expect(twins.status).toMatchObject({ phase: 'repair', step: 2, isParted: true }));
    await steps(twins, 1);
    device.lose({ reason: 'gone', message: 'asleep' });
    expect(await ending(twins)).toEqual(expected);
    expect(of('recovered').map(({ recovery }) => [recovery.what, recovery.phase, recovery.step])).toEqual([
      ['The GPU was lost: asleep.', 'repair', 2],
    ]);
    expect(of('failure')).toEqual([]);
    expect(tf.memory().numTensors).toBe(others);
  });

  it('while they train, before they parted or after: they part anew, and are told anew', async () => {
    const expected = await unbroken(OTHER);
    const { twins, of } = open(OTHER);
    twins.start();
    await vi.waitFor(() => expect(twins.status.isParted).toBe(true), { timeout: 60_000, interval: 1 });
    device.lose({ reason: 'memory', message: '4 GB' });
    expect(await ending(twins)).toEqual(expected);
    expect(of('recovered').map(({ recovery }) => recovery.kept)).toEqual([
      expect.stringContaining('training continues from its beginning'),
    ]);
    // The rows that whoever listens has in the end.
    for (const side of ['A', 'B'] as const) {
      const told: string[] = [];
      for (const { rows, fresh } of of('metrics').filter((event) => event.side === side))
        told.splice(fresh ? 0 : told.length, Infinity, ...rows.map(({ phase, step }) => `${phase} ${step}`));
      expect(told).toEqual(
        [1, 2].map((n) => `autoencoder ${n}`).concat([1, 2, 3, 4].map((n) => `repair ${n}`)),
      );
    }
  });

  it('when their last step is done, before its numbers were read: the steps are made again', async () => {
    const expected = await unbroken(OTHER);
    const { twins, of } = open(OTHER);
    await steps(twins, 5);
    // Told within the last step, whose point is never read.
    const last = twins.step();
    device.lose({ reason: 'gone', message: 'asleep' });
    await last;
    expect(await ending(twins)).toEqual(expected);
    expect(of('recovered')).toHaveLength(1);
  });
});

describe('memory of WebAssembly that is full', LONG, () => {
  it('fails twins at their last good point, with room again and a batch to take; others go on', async () => {
    const expected = await unbroken(OTHER);
    const others = open(OTHER);
    await others.twins.step();
    const { twins, of } = open(OTHER);
    await twins.step();
    fillMemory();
    await twins.step();
    expect(twins.status).toMatchObject({ state: 'failed', step: 0 });
    expect(of('failure').map(({ failure }) => failure)).toEqual([
      {
        what: expect.stringMatching(/^WebAssembly ran out of memory/) as unknown,
        todo: 'Take a smaller batch, such as 2, or a smaller size.',
      },
    ]);
    await twins.dispose();
    expect(await ending(others.twins)).toEqual(expected);
    expect(others.of('recovered').map(({ recovery }) => recovery.what)).toEqual([
      expect.stringMatching(/^WebAssembly had to start anew: WebAssembly ran out of memory/),
    ]);
  });
});

describe('a loss that is no number', LONG, () => {
  it.each([
    // A alone takes three steps, and from then on A and B in turn.
    ['of A, before they part', 3, AFTER_ONE, /^\w+ became NaN in step 1 of phase “repair”/],
    ['of A', 4, AFTER_ONE, /^Twin A: \w+ became NaN in step 2 of phase “repair”/],
    ['of B', 5, AFTER_ONE, /^Twin B: \w+ became NaN in step 2 of phase “repair”/],
    ['of B, from the beginning', 2, { phase: 'autoencoder', step: 0 }, /^Twin B: reconstruction became NaN/],
  ] as const)('%s, is not kept: both go on with the same other batches', async (_, call, wished, what) => {
    const expected = await unbroken(SAME, wished);
    const { twins, of } = open(SAME, wished);
    batches.made = 0;
    batches.spoilt.add(call);
    const { state, hashes } = await ending(twins);
    expect(of('recovered').map(({ recovery }) => recovery.what)).toEqual([expect.stringMatching(what)]);
    expect(of('recovered')[0]!.recovery.kept).toMatch(/with other batches \(“redraw 1 from/);
    expect(state).toBe('finished');
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[0]).not.toBe(expected.hashes[0]);
    expect(of('failure')).toEqual([]);
  });

  it('after a point that both have: it is from there that both go on with the same other batches', async () => {
    const { twins, of } = open(SAME);
    await steps(twins, 3);
    letTimePass();
    await steps(twins, 1);
    batches.made = 0;
    batches.spoilt.add(2);
    const { state, hashes } = await ending(twins);
    expect(of('recovered').map(({ recovery }) => [recovery.phase, recovery.step])).toEqual([['repair', 2]]);
    expect(state).toBe('finished');
    expect(hashes[1]).toBe(hashes[0]);
  });

  it('that comes three times in a row ends both at their last good point', async () => {
    const { twins, of } = open(OTHER);
    const beginning = await runHash(twins.run('A'));
    await twins.step();
    batches.all = true;
    expect(await ending(twins)).toMatchObject({ state: 'failed', hashes: [beginning, beginning] });
    expect(of('recovered')).toHaveLength(2);
    expect(of('failure')[0]!.failure).toMatchObject({
      what: expect.stringMatching(/^reconstruction became NaN in step 1/) as unknown,
      todo: expect.stringContaining('lower aeLearningRate (now 0.0003)') as unknown,
    });
  });
});
