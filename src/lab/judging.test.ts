/** Runs that are judged while they train: when, by what, and that nothing else is other for it. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../experiments/config';
import type { MetricRow } from '../experiments/metrics';
import { makeConfig } from '../experiments/presets';
import { metricsToCsv } from '../export/metricsCsv';
import { startBackend } from '../kernels/backend';
import { rotations } from '../methods/rotations/method';
import { classify, turned } from '../methods/rotations/network';
import { centralView } from '../data/augment';
import { judged, judgesNow } from './judging';
import { noiseSet, runHash } from './labUnderTest';
import { Logbook } from './logbook';
import { Run } from './run';
import { readSnapshot } from './saving/readSnapshot';

const COUNT = 24;
const images = noiseSet(COUNT, 44);
const SMALL = { size: 'tiny', batchSize: 30, heldOut: 0.25 } as const;
const artifacts = makeConfig({ ...SMALL, historySize: 8, aeSteps: 7, ganSteps: 11 });
const turns = makeConfig({ ...SMALL, method: 'rotations', steps: 11 });

beforeAll(() => startBackend({ preference: 'wasm' }));

/** Trains to the end, writing down what is measured. */
async function train(run: Run, log: Logbook): Promise<readonly MetricRow[]> {
  while (!run.finished) await log.advance(run);
  return log.rows;
}

/** What a row holds of images that are not trained on. */
const judgements = ({ values }: MetricRow) =>
  Object.keys(values).filter((name) => name.startsWith('heldOut'));

/** Everything measured, times left out. */
const measured = (rows: readonly MetricRow[]) =>
  rows.map(({ phase, step, epoch, values }) => ({ phase, step, epoch, ...values, imagesPerSecond: 0 }));

describe('a run that holds images out', () => {
  it('is judged after the first and the last step of a phase, and after every so many', async () => {
    const run = new Run(artifacts, images);
    const rows = await train(run, new Logbook(4));
    run.dispose();
    const at = rows.filter((row) => judgements(row).length > 0);
    // Six images judge: each is paid for by 25 that are trained on, which are five steps.
    expect(at.map(({ phase, step }) => `${phase} ${step}`)).toEqual([
      ...['autoencoder 1', 'autoencoder 5', 'autoencoder 7'],
      ...['repair 1', 'repair 5', 'repair 10', 'repair 11'],
    ]);
    for (const row of at)
      expect(judgements(row)).toEqual(
        row.phase === 'autoencoder'
          ? ['heldOutPsnr']
          : [
              ...['heldOutClassAuc', 'heldOutDamagedAuc', 'heldOutPairs', 'heldOutMaskAuc'],
              ...['heldOutMaskOracle', 'heldOutClassRandom', 'heldOutMaskRandom'],
            ],
      );
    // The steps that are logged in any case have no value there, and files an empty field.
    const lines = metricsToCsv(rows).split('\r\n');
    const column = lines[0]!.split(',').indexOf('heldOutPsnr');
    const told = lines.slice(1, -1).map((line) => line.split(',')[column] !== '');
    expect(told).toEqual(rows.map(({ values }) => values.heldOutPsnr !== undefined));
    expect(told.filter(Boolean)).toHaveLength(3);
    expect(told.length).toBeGreaterThan(at.length);
  });

  it('seldom enough: at batch 32, one judgement by 64 images every 50 steps', () => {
    const at = (heldOut: number, batchSize: number) => {
      const config = makeConfig({ batchSize, heldOut: 0.1 });
      const parts = { trained: new Uint32Array(1), heldOut: new Uint32Array(heldOut) };
      const run = (step: number) => ({
        ...({ config, parts, phase: 'repair', step, steps: { repair: 1000 } } as const),
      });
      return Array.from({ length: 1000 }, (_, i) => i + 1).filter((step) => judgesNow(run(step)));
    };
    expect(at(64, 32).slice(0, 4)).toEqual([1, 50, 100, 150]);
    expect(at(500, 32)).toEqual(at(64, 32));
    expect(at(30, 32).slice(0, 4)).toEqual([1, 24, 48, 72]);
    expect(at(0, 32)).toEqual([]);
  });

  it.each<[string, Config]>([
    ['artifacts', artifacts],
    ['rotations', turns],
    ['transformations', makeConfig({ ...SMALL, method: 'transformations', steps: 11 })],
  ])(
    'trains as if nobody judged (%s), and keeps no tensors of it',
    { timeout: 60_000 },
    async (_, config) => {
      const unjudged = new Run(config, images);
      while (!unjudged.finished) tf.dispose({ ...unjudged.advance() });
      const hash = await runHash(unjudged);
      unjudged.dispose();
      const run = new Run(config, images);
      await train(run, new Logbook(1));
      expect(await runHash(run)).toBe(hash);
      const before = tf.memory().numTensors;
      expect(await judged(run, config)).toEqual(await judged(run, config));
      expect(tf.memory().numTensors).toBe(before);
      run.dispose();
    },
  );

  it.each([3, 9])('broken off after step %s and resumed, is judged as an unbroken one', async (broken) => {
    const run = new Run(artifacts, images);
    const whole = measured(await train(run, new Logbook(1)));
    run.dispose();
    const first = new Run(artifacts, images);
    const log = new Logbook(1);
    for (let step = 0; step < broken; step++) await log.advance(first);
    const { training, tensors } = first.snapshot();
    const values = await readSnapshot(tensors);
    first.dispose();
    const second = Run.restore(artifacts, images, training, values);
    expect(measured(await train(second, new Logbook(1, log.rows)))).toEqual(whole);
    second.dispose();
  });

  it('has no value where there is none: at θ = 0 nothing is dropped', async () => {
    const config = { ...artifacts, theta: 0, aeSteps: 1, ganSteps: 1 };
    const run = new Run(config, images);
    const rows = await train(run, new Logbook(1));
    run.dispose();
    expect(judgements(rows[1]!)).toEqual([
      ...['heldOutClassAuc', 'heldOutDamagedAuc', 'heldOutPairs', 'heldOutClassRandom'],
    ]);
  });

  it.each([
    ['damaged', ['ClassAuc', 'Pairs', 'MaskAuc', 'MaskOracle', 'ClassRandom', 'MaskRandom']],
    ['generated', ['ClassAuc', 'Pairs', 'ClassRandom']],
  ] as const)('is judged by the fakes of its game: %s', async (fakes, names) => {
    const run = new Run({ ...artifacts, fakes, aeSteps: 1, ganSteps: 1 }, images);
    const rows = await train(run, new Logbook(1));
    run.dispose();
    expect(judgements(rows[1]!)).toEqual(names.map((name) => `heldOut${name}`));
  });
});

it('a run that holds nothing out is not judged', async () => {
  const run = new Run({ ...artifacts, heldOut: 0 }, images);
  const rows = await train(run, new Logbook(1));
  run.dispose();
  expect(rows.flatMap(judgements)).toEqual([]);
});

it('RotNet is judged by the share of turns told right, normalised by the batch', async () => {
  const run = new Run(turns, images);
  const { networks, parts } = run;
  const indices = [...parts.heldOut];
  const right = tf.tidy(() => {
    const x = tf.tensor4d(centralView(images, indices, 32), [indices.length, 32, 32, 3]);
    const all = tf.concat([0, 1, 2, 3].map((turn) => turned(x, turn)));
    return [...tf.argMax(classify(networks['C']!, turns, all, { mode: 'batch' }), 1).dataSync()].filter(
      (told, i) => told === Math.floor(i / indices.length),
    );
  });
  const { heldOutAccuracy } = (await judged(run, turns)) as { heldOutAccuracy: number };
  expect(heldOutAccuracy).toBeCloseTo(right.length / (4 * indices.length), 12);
  // In batches of their own, all are judged.
  const many = Array.from({ length: 37 }, (_, i) => i % COUNT);
  const judging = { phase: 'rotations', networks, config: turns, images, indices: many } as const;
  const told = (await rotations.judge!(judging)) as { heldOutAccuracy: number };
  expect((told.heldOutAccuracy * 4 * many.length) % 1).toBeCloseTo(0, 9);
  run.dispose();
});
