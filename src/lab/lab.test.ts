/** The Lab as page and command line use it: real files, real training on wasm at size tiny. */
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { decodeWithSharp } from '../cli/decode';
import type { SourceFile } from '../data/types';
import type { Config } from '../experiments/config';
import { makeConfig } from '../experiments/presets';
import type { Figure3, LabEvent, MetricRow } from './events';
import { FigurePainter, type FigureSnapshot } from './figure/painter';
import { Lab } from './lab';
import { figure3 } from './labUnderTest';

const SMALLEST = { size: 'tiny', batchSize: 4, aeSteps: 3, ganSteps: 3 } as const;

/** Pictures of two coloured halves, so that there is something to learn. */
async function pictures(count: number): Promise<SourceFile[]> {
  const random = new Random(1);
  const colour = () => ({ r: random.integer(256), g: random.integer(256), b: random.integer(256) });
  return Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const half = await sharp({ create: { width: 24, height: 48, channels: 3, background: colour() } })
        .png()
        .toBuffer();
      const png = await sharp({ create: { width: 48, height: 48, channels: 3, background: colour() } })
        .composite([{ input: half, left: 0, top: 0 }])
        .png()
        .toBuffer();
      return { path: `set/${i}.png`, size: png.length, bytes: () => Promise.resolve(new Uint8Array(png)) };
    }),
  );
}

async function openLab(changes: Partial<Config> = {}) {
  const events: LabEvent[] = [];
  const lab = new Lab(makeConfig({ ...SMALLEST, ...changes }), {
    decode: decodeWithSharp,
    emit: (event) => events.push(event),
  });
  await lab.open({ preference: 'wasm' });
  await lab.load(await pictures(12), 'set');
  const of = <T extends LabEvent['type']>(type: T) =>
    events.filter((event): event is Extract<LabEvent, { type: T }> => event.type === type);
  return { lab, events, of };
}

/** Everything measured, times left out. */
const losses = (rows: readonly MetricRow[]) =>
  rows.map(({ phase, step, values }) => ({ phase, step, ...values, imagesPerSecond: 0 }));

async function finish(lab: Lab): Promise<void> {
  lab.start();
  await lab.settled();
}

describe('a run', () => {
  it('trains both phases to the end of their budgets and logs each step', async () => {
    const { lab, of } = await openLab();
    expect(lab.status).toMatchObject({ state: 'ready', phase: 'autoencoder', step: 0, steps: 3 });
    await finish(lab);
    expect(lab.status).toMatchObject({ state: 'finished', phase: 'repair', step: 3, secondsLeft: 0 });
    expect(lab.metrics.map(({ phase, step }) => `${phase} ${step}`)).toEqual([
      'autoencoder 1',
      'autoencoder 2',
      'autoencoder 3',
      'repair 1',
      'repair 2',
      'repair 3',
    ]);
    expect(of('metrics').flatMap(({ rows }) => rows)).toEqual(lab.metrics);
    expect(lab.metrics[0]!.values.learningRate).toBeCloseTo(3e-4, 10);
    expect(of('failure')).toEqual([]);
  });

  it('gives the same numbers for the same seed and others for another', async () => {
    const { lab } = await openLab();
    await finish(lab);
    const first = losses(lab.metrics);
    await lab.reset();
    expect(lab.metrics).toEqual([]);
    await finish(lab);
    expect(losses(lab.metrics)).toEqual(first);
    await lab.restart(makeConfig({ ...SMALLEST, seed: 2 }));
    await finish(lab);
    expect(losses(lab.metrics)).not.toEqual(first);
  });

  it.each(['paper', 'authors-code'] as const)('moves R and C only in phase two (%s)', async (preset) => {
    const { lab } = await openLab(makeConfig({ preset, ...SMALLEST }));
    for (let i = 0; i < 3; i++) await lab.step();
    const before = await lab.parameters();
    await finish(lab);
    const after = await lab.parameters();
    for (const [name, { data }] of before) {
      const same = Buffer.from(data.buffer).equals(Buffer.from(after.get(name)!.data.buffer));
      expect([name, same]).toEqual([name, /^[ED]\//.test(name)]);
    }
  });

  it('moves E and D only in phase one', async () => {
    const { lab } = await openLab();
    const before = await lab.parameters();
    await lab.step();
    const after = await lab.parameters();
    for (const [name, { data }] of before) {
      const same = Buffer.from(data.buffer).equals(Buffer.from(after.get(name)!.data.buffer));
      expect([name, same]).toEqual([name, /^[RC]\//.test(name)]);
    }
  });
});

describe('a figure drawn elsewhere', () => {
  it('is the same picture, and follows hot fields that the lab has not heard of', async () => {
    const { lab } = await openLab({ theta: 0.5 });
    await lab.step();
    const here = figure3(await lab.drawFigure());
    const figures: Figure3[] = [];
    const painter = new FigurePainter((figure) => figures.push(figure3(figure)));
    let snapshot: FigureSnapshot | null = null;
    await lab.drawElsewhere((next) => (snapshot = next));
    await painter.show(structuredClone(snapshot!));
    expect(figures.at(-1)!.rows).toEqual(here.rows);

    await painter.preview({ theta: 0 });
    expect(figures.at(-1)).toMatchObject({ theta: 0, step: 1 });
    expect(figures.at(-1)!.rows[0]!.tiles.repaired).toEqual(here.rows[0]!.tiles.real);
    // An older snapshot does not take the preview back; one that knows of it does settle it.
    await painter.show(structuredClone(snapshot!));
    expect(figures.at(-1)!.theta).toBe(0);
    await lab.tune({ theta: 0 });
    await painter.show(structuredClone(snapshot!));
    await lab.tune({ theta: 0.9 });
    await painter.show(structuredClone(snapshot!));
    expect(figures.at(-1)!.theta).toBe(0.9);
  });
});

describe('commands', () => {
  it('step takes one step; pause, start and stop may be repeated', async () => {
    const { lab } = await openLab();
    await lab.step();
    expect(lab.status).toMatchObject({ state: 'paused', step: 1 });
    await lab.pause();
    await lab.pause();
    lab.start();
    lab.start();
    await lab.pause();
    expect(lab.status.state).toBe('paused');
    await lab.stop();
    await lab.stop();
    expect(lab.status.state).toBe('stopped');
    const { step } = lab.status;
    await finish(lab);
    expect(lab.status).toMatchObject({ state: 'stopped', step });
  });

  it('θ changes between two steps, is told, and redraws the figure with fewer cells kept', async () => {
    const { lab, of } = await openLab({ theta: 0.2 });
    await lab.step();
    await lab.tune({ theta: 0.9 });
    expect(of('tuned')).toMatchObject([{ step: 1, changes: [{ key: 'theta', from: '0.2', to: '0.9' }] }]);
    const figure = figure3(of('figure').at(-1)!.figure);
    expect(figure.theta).toBe(0.9);
    await lab.tune({ theta: 0 });
    const undamaged = figure3(of('figure').at(-1)!.figure);
    for (const [row, { mask, tiles }] of undamaged.rows.entries()) {
      expect([...mask]).toEqual([1, 1, 1, 1]);
      expect(tiles.repaired).toEqual(tiles.real);
      expect(tiles.damaged).toEqual(tiles.real);
      // Cells are dropped one by one as θ grows, never restored.
      figure.rows[row]!.mask.forEach((kept, cell) => expect(kept).toBeLessThanOrEqual(mask[cell]!));
    }
    await expect(lab.tune({ seed: 3 })).rejects.toThrow(/only on restart/);
  });

  it('keeps images, weights and metrics when other files are of no use', async () => {
    const { lab, of } = await openLab();
    await lab.step();
    const text = {
      path: 'notes.txt',
      size: 5,
      bytes: () => Promise.resolve(new TextEncoder().encode('notes')),
    };
    expect(await lab.load([text], 'notes')).toBe(false);
    expect(of('failure')).toHaveLength(1);
    expect(lab.images?.count).toBe(12);
    expect(lab.metrics).toHaveLength(1);
  });
});

it('holds tensors and their bytes flat over 500 steps of each phase', async () => {
  const { lab } = await openLab({ batchSize: 2, aeSteps: 500, ganSteps: 500, historySize: 8 });
  await lab.pin([]);
  const counts = { autoencoder: new Set<string>(), repair: new Set<string>() };
  for (let i = 0; i < 1000; i++) {
    await lab.step();
    const { numTensors, numBytes } = tf.memory();
    // The history buffer fills in the first steps of phase two.
    if (lab.status.step > 20)
      counts[lab.status.phase as keyof typeof counts].add(`${numTensors} tensors, ${numBytes} bytes`);
  }
  expect(lab.status.state).toBe('finished');
  expect([...counts.autoencoder]).toHaveLength(1);
  expect([...counts.repair]).toHaveLength(1);
});

it('refuses a batch that cannot fit, naming the largest that can, and keeps the run there is', async () => {
  const { lab, of } = await openLab();
  await lab.step();
  expect(lab.status.memory).toMatchObject({ limit: 2 ** 32 });
  await lab.restart(makeConfig({ size: 'imagenet', batchSize: 512 }));
  expect(of('failure')[0]!.failure.what).toMatch(
    /^A batch of 512 at size “imagenet” needs about \d+\.\d GB, and there are 4 GB: the largest that fits is \d+\.$/,
  );
  expect(lab.status).toMatchObject({ state: 'paused', step: 1 });
});
