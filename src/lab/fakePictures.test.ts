/** Pictures and measures of experiments whose corrupt images are not the paper's: what is seen is what C is shown. */
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../base/random';
import { ImageSet } from '../data/imageSet';
import { DamageBrush, imageTensor, maskTensor, startBy } from '../methods/artifacts/evaluation/damageBrush';
import { measureHealth } from '../methods/artifacts/evaluation/health';
import { inspect } from '../methods/artifacts/evaluation/inspect';
import { rgbPicture } from '../evaluation/pictures/picture';
import { traceImage, TRACED, type Traced } from '../methods/artifacts/evaluation/trace';
import { finish } from '../base/slices';
import { makeConfig } from '../experiments/presets';
import { experimentChanges, type ExperimentId } from '../methods/artifacts/experiments';
import { startBackend } from '../kernels/backend';
import { encode } from '../methods/artifacts/networks/encoder';
import { fakeImages } from '../methods/artifacts/networks/fakes';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../networks/networks';
import { drawFigure3 } from '../methods/artifacts/figure';

const PIXELS = 32;
const CELLS = 4;
const MASK = [1, 0, 0, 1];

beforeAll(async () => void (await startBackend({ preference: 'wasm' })));

function without(...layers: readonly Traced[]): Traced[] {
  return TRACED.filter((layer) => !layers.includes(layer));
}

/** All that is shown and measured of an experiment at its start. */
async function lookAt(experiment: ExperimentId) {
  const config = { ...makeConfig({ size: 'tiny', theta: 0.5 }), ...experimentChanges(experiment) };
  const random = new Random(7);
  const view = Float32Array.from({ length: PIXELS ** 2 * 3 }, () => random.between(-1, 1));
  const images = new ImageSet({
    ...{ name: 'noise', pixels: 44, labels: new Int16Array(6).fill(-1), labelNames: [] },
    data: Uint8Array.from({ length: 6 * 44 * 44 * 3 }, () => random.integer(256)),
    paths: Array.from({ length: 6 }, (_, i) => `${i}.png`),
  });
  const before = tf.memory().numTensors;
  const networks = createNetworks(config);
  const source = { config, networks };
  const made = tf.tidy(() => {
    const features = encode(networks.E, config, imageTensor(config, view), 'inference');
    const start = startBy(config, features, maskTensor(config, MASK));
    return fakeImages(networks, config, start, 'inference');
  });
  const shown = rgbPicture(made.dataSync<'float32'>());
  made.dispose();
  const figure = await drawFigure3(
    { config, phase: 'repair', step: 0, pinned: [3], paths: ['3.png'], originals: view },
    networks,
  );
  const seen = await inspect(source, { view, mask: MASK });
  const trace = await traceImage(source, view, MASK);
  const brush = new DamageBrush(source, view);
  const painted = await brush.paint(MASK);
  brush.dispose();
  const health = await finish(measureHealth(source, images));
  disposeNetworks(networks);
  expect(tf.memory().numTensors).toBe(before);

  // Wherever x̂ is seen it is the same.
  expect(painted).toEqual(shown);
  // In one batch with other pictures sums may round otherwise.
  const most = seen.pictures.repaired.rgba.reduce(
    (sum, value, i) => Math.max(sum, Math.abs(value - shown.rgba[i]!)),
    0,
  );
  expect(most).toBeLessThanOrEqual(1);
  expect(trace.scores.corrupt).toBeCloseTo(seen.score.repaired, 5);
  expect(figure.fakes).toBe(config.fakes);
  return { row: figure.rows[0]!, seen, layers: trace.layers.map(({ layer }) => layer), trace, health };
}

describe('what C is shown is seen', () => {
  it('(k) as damaged: R has no blocks and is not pushed', async () => {
    const { row, seen, layers, health } = await lookAt('k');
    expect(row.tiles.repaired).toEqual(row.tiles.damaged);
    expect(row.tiles.repaired).not.toEqual(row.tiles.real);
    expect(seen.repairDifference.largest).toBe(0);
    expect(layers).toEqual(without('R1', 'R2', 'R3', 'R4', 'R5'));
    expect(health.gradients.R).toEqual({ total: 0, layers: [] });
    expect(health.gradients.C.total).toBeGreaterThan(0);
    expect(health.mask!.calibration.bins.reduce((sum, { count }) => sum + count, 0)).toBe(6 * CELLS);
  });

  it('(l) as generated: of no image, and without Ω', async () => {
    const { row, seen, layers, trace, health } = await lookAt('l');
    for (const column of ['damaged', 'ungated'] as const) {
      expect(row.tiles[column]).toEqual(row.tiles.repaired);
    }
    expect(row.tiles.repaired).not.toEqual(row.tiles.real);
    expect([...row.mask, ...seen.mask, ...trace.omega]).toEqual(new Array(3 * CELLS).fill(0));
    expect(seen.pictures.damaged).toEqual(seen.pictures.repaired);
    expect([seen.overlap, health.mask]).toEqual([null, null]);
    const ofRepair = ['damaged', 'R1', 'D1', 'R2', 'D2', 'R3', 'D3', 'R4', 'D4', 'R5'] as const;
    expect(layers).toEqual(without(...ofRepair));
    expect(health.gradients.R.layers.map(({ layer }) => layer)).toEqual(['project', '1', '2', '3', '4', '5']);
    expect(health.gradients.R.total).toBeGreaterThan(0);
  });

  it('(b) as repaired before the decoder', async () => {
    const { row, seen, layers, health } = await lookAt('b');
    expect(row.tiles.repaired).not.toEqual(row.tiles.damaged);
    expect(seen.repairDifference.largest).toBeGreaterThan(0);
    expect(layers).toEqual(without('R2', 'R3', 'R4', 'R5'));
    expect(health.gradients.R.layers.map(({ layer }) => layer)).toEqual(['1', '2', '3', '4', '5']);
    expect(health.gradients.R.total).toBeGreaterThan(0);
  });

  it('(i) as repaired without the gate', async () => {
    const { row } = await lookAt('i');
    expect(row.tiles.repaired).toEqual(row.tiles.ungated);
    expect(row.tiles.repaired).not.toEqual(row.tiles.damaged);
  });
});
