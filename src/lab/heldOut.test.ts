/** What is held out is never trained on: real batches of real runs, whatever interrupts them. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Augment from '../data/augment';
import type { Config } from '../experiments/config';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { BatchFeed } from './batchFeed';
import { noiseSet, runHash } from './labUnderTest';
import { Run } from './run';
import { readSnapshot } from './saving/readSnapshot';

/** Images of each batch that was made. */
const batches = vi.hoisted((): number[][] => []);

vi.mock('../data/augment', async (original) => {
  const augment = await original<typeof Augment>();
  return {
    ...augment,
    augmentBatch: (...given: Parameters<typeof augment.augmentBatch>) => {
      batches.push(Array.from(given[1]));
      return augment.augmentBatch(...given);
    },
  };
});

const COUNT = 24;
const images = noiseSet(COUNT, 44);
const SMALL = { size: 'tiny', batchSize: 7 } as const;

beforeAll(() => startBackend({ preference: 'wasm' }));
beforeEach(() => void batches.splice(0));

/** Trains to the end, and gives all weights by their hash. */
async function train(run: Run): Promise<string> {
  while (!run.finished) tf.dispose({ ...run.advance() });
  const hash = await runHash(run);
  run.dispose();
  return hash;
}

describe.each<[string, Config]>([
  ['artifacts', makeConfig({ ...SMALL, historySize: 8, heldOut: 0.25, aeSteps: 6, ganSteps: 6 })],
  ['rotations', makeConfig({ ...SMALL, method: 'rotations', heldOut: 0.25, steps: 12 })],
  ['transformations', makeConfig({ ...SMALL, method: 'transformations', heldOut: 0.25, steps: 12 })],
])('a run of %s', (_, config) => {
  it('trains on all images but those that it holds out, in every phase', { timeout: 60_000 }, async () => {
    const run = new Run(config, images);
    const { trained, heldOut } = run.parts;
    expect(heldOut).toHaveLength(6);
    await train(run);
    // Twelve batches of seven: more than four times over the images of a method with one phase.
    expect([...new Set(batches.flat())].toSorted((a, b) => a - b)).toEqual([...trained]);
    for (const image of heldOut) expect(batches.flat()).not.toContain(image);
  });

  it('goes on from a checkpoint as if nothing had been', { timeout: 60_000 }, async () => {
    const whole = await train(new Run(config, images));
    const unbroken = batches.splice(0);
    const before = new Run(config, images);
    for (let step = 0; step < 4; step++) tf.dispose({ ...before.advance() });
    const { training, tensors } = before.snapshot();
    const values = await readSnapshot(tensors);
    before.dispose();
    // As a file holds it.
    const kept = JSON.parse(JSON.stringify(training)) as typeof training;
    expect(await train(Run.restore(config, images, kept, values))).toBe(whole);
    expect(batches).toEqual(unbroken);
  });

  it('refuses a checkpoint of another part', async () => {
    const run = new Run({ ...config, heldOut: 0 }, images);
    const { training, tensors } = run.snapshot();
    const values = await readSnapshot(tensors);
    run.dispose();
    expect(() => Run.restore(config, images, training, values)).toThrow('from 24 images, not as this run');
  });
});

it('is in no batch, whatever the seed, the share, the batch and the phase', () => {
  const given = fc.record({
    seed: fc.nat(),
    heldOut: fc.double({ min: 0.1, max: 0.5, noNaN: true }),
    batchSize: fc.integer({ min: 2, max: 40 }),
  });
  fc.assert(
    fc.property(given, fc.boolean(), (settings, second) => {
      batches.splice(0);
      const config = makeConfig({ size: 'tiny', aeSteps: 1, ganSteps: 1, ...settings });
      const run = second ? Run.withWeights(config, images, new Map()) : new Run(config, images);
      const { trained, heldOut } = run.parts;
      const { training, tensors } = run.snapshot();
      tf.dispose([...tensors.values()]);
      const feed = BatchFeed.restore(images, trained, training);
      expect(heldOut.length).toBeGreaterThan(1);
      for (let i = 0; i < 5; i++) feed.next(config).images.dispose();
      expect(batches.flat().filter((image) => heldOut.includes(image))).toEqual([]);
      run.dispose();
    }),
    { numRuns: 25 },
  );
});

it('holds nothing out of a set that is too small for it, and trains on all', async () => {
  const few = noiseSet(19, 44);
  const config = makeConfig({ ...SMALL, method: 'rotations', heldOut: 0.5, steps: 3 });
  const run = new Run(config, few);
  expect(run.parts.heldOut).toHaveLength(0);
  expect(await train(run)).toBe(await train(new Run({ ...config, heldOut: 0 }, few)));
});
