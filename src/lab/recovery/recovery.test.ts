/** Trouble while training, made on purpose: what a Lab gets over, at which cost, and what it says. */
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Augment from '../../data/augment';
import { startBackend } from '../../kernels/backend';
import type { MetricRow } from '../events';
import { ending, fillMemory, openLab, weightHash } from '../labUnderTest';
import { ExplosionCount, LossCount } from './trouble';

/** The calls whose batch is no numbers, and how many there were. */
const batches = vi.hoisted(() => ({ made: 0, spoilt: new Set<number>(), all: false, trapped: false }));

vi.mock('../../data/augment', async (original) => {
  const augment = await original<typeof Augment>();
  return {
    ...augment,
    augmentBatch: (...given: Parameters<typeof augment.augmentBatch>) => {
      if (batches.trapped) throw new WebAssembly.RuntimeError('memory access out of bounds');
      const batch = augment.augmentBatch(...given);
      return batches.spoilt.has(++batches.made) || batches.all ? batch.fill(Number.NaN) : batch;
    },
  };
});

beforeAll(() => startBackend({ preference: 'wasm' }));

afterEach(() => {
  batches.made = 0;
  batches.spoilt.clear();
  batches.all = false;
  batches.trapped = false;
});

const wasm = { preference: 'wasm' } as const;

describe('a loss that is no number', () => {
  it('is not kept: the run goes on from its last good point with other batches, and says so', async () => {
    const { lab, of } = await openLab(wasm);
    batches.spoilt.add(6);
    const { state } = await ending(lab);
    expect(state).toBe('finished');
    const { recovery } = of('recovered')[0]!;
    expect(recovery.what).toMatch(/^(\w+) became NaN in step 2 of phase “repair”/);
    expect(recovery.kept).toMatch(
      /step 4 of phase “autoencoder” with other batches \(“redraw 1 .*lower discriminatorLearn/,
    );
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
    await lab.keeper!.save(); // what is saved is a point to go back to
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
    fillMemory();
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

it('a module that stopped within a step is started anew, and the run can be made again', async () => {
  const { lab, of } = await openLab(wasm);
  await lab.step();
  const before = tf.backend();
  batches.trapped = true;
  await lab.step();
  batches.trapped = false;
  expect(lab.status.state).toBe('failed');
  expect(of('failure')[0]!.failure).toMatchObject({
    what: 'WebAssembly stopped within a step: memory access out of bounds.',
    todo: 'Take a smaller batch, such as 2, or a smaller size.',
  });
  expect(tf.backend()).not.toBe(before);
  await lab.reset();
  expect(await ending(lab)).toMatchObject({ state: 'finished' });
});

describe('counting trouble', () => {
  it('three losses within ten minutes are too many, three in a day are not', () => {
    const losses = new LossCount();
    const minutes = [0, 20, 40, 41, 42];
    expect(minutes.map((minute) => losses.add(minute * 60_000))).toEqual([false, false, false, false, true]);
  });

  it('explosions that the run got past do not count', () => {
    const count = new ExplosionCount();
    const at = (step: number) => ({ phase: 'repair', step }) as const;
    const explosions = [3, 5, 20, 30, 31].map((step) => count.add(at(step), step < 20 ? at(1) : at(19)));
    expect(explosions).toEqual([false, false, false, false, true]);
  });
});
