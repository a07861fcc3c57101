import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { ImageSet } from '../data/imageSet';
import { labelsOf } from '../data/labels';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { READING } from '../methods/artifacts/reading';
import { contestantsOf } from './contestants';
import { materialOf } from './material';
import { PROBE_DEFAULTS } from './probe';
import { probeTable, type TableRow } from './probeTable';
import { finish } from '../base/slices';
import { neighbourTask, splitsOf } from './split';
import { supervise } from './supervised';

beforeAll(() => startBackend({ preference: 'wasm' }));

const config = makeConfig({ size: 'tiny', seed: 3, batchSize: 16, augment: false });
const PIXELS = 44;
const LABELS = ['down', 'left', 'right', 'up'];

/** Noise with a brighter half, which of the four says the label. */
function halves(perLabel: number, truthful = true): ImageSet {
  const random = Random.forPurpose(1, 'halves');
  const paths = LABELS.flatMap((label) => Array.from({ length: perLabel }, (_, i) => `${label}/${i}.png`));
  const shown = truthful ? null : random.permutation(paths.length);
  const data = new Uint8Array(paths.length * PIXELS * PIXELS * 3);
  for (let image = 0; image < paths.length; image++) {
    const label = LABELS[Math.floor((shown?.[image] ?? image) / perLabel)];
    for (let pixel = 0; pixel < PIXELS * PIXELS; pixel++) {
      const [y, x] = [Math.floor(pixel / PIXELS), pixel % PIXELS];
      const half = PIXELS / 2;
      const isBright = { up: y < half, down: y >= half, left: x < half, right: x >= half }[label!]!;
      for (let c = 0; c < 3; c++) {
        data[(image * PIXELS * PIXELS + pixel) * 3 + c] = random.integer(isBright ? 256 : 200);
      }
    }
  }
  return new ImageSet({ name: 'halves', pixels: PIXELS, data, paths, ...labelsOf(paths) });
}

const CHANCE = 1 / LABELS.length;

describe('the supervised network', () => {
  const course = { epochs: 20 };

  async function learn(images: ImageSet) {
    const networks = createNetworks(config);
    const source = { config, networks, reading: READING };
    const [split] = splitsOf(materialOf(images), 1, 1);
    const before = await networks.C.read();
    const tensors = tf.memory().numTensors;
    const found = await finish(supervise(source, images, split!, split!.learn, course));
    const learnt = await found.network.read();
    found.network.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(await networks.C.read()).toEqual(before);
    return { ...found, before, learnt };
  }

  test('learns from scratch what chance does not know, and says how', async () => {
    const { score, described, before, learnt } = await learn(halves(20));
    // Of 20 images that judge, chance gets more than 15 right once in two million times.
    expect(score.validation.count).toBe(20);
    expect(score.validation.accuracy).toBeGreaterThan(CHANCE + 0.5);
    expect(score.trainingAccuracy).toBeGreaterThan(0.9);
    expect(score.descent).toMatchObject({ epochs: 20, steps: 80 });
    expect(described).toContain('trained from scratch with the labels of the 60 training images');
    expect(described).toContain('80 steps (20 epochs), batch 16');
    for (const layer of READING.layers) {
      expect(learnt.get(`C/${layer}/kernel`)!.data).not.toEqual(before.get(`C/${layer}/kernel`)!.data);
    }
  });

  test('cannot learn labels that say nothing', async () => {
    const { score } = await learn(halves(20, false));
    expect(score.validation.accuracy).toBeLessThan(CHANCE + 0.3);
  });
});

test('stands in the table beside the others: its own answers, then the probes; no neighbours that it was taught', async () => {
  const images = halves(8);
  const networks = { trained: createNetworks(config), random: createNetworks(config) };
  const rows: TableRow[] = [];
  const seen: number[] = [];
  let whole = 0;
  const layers = ['conv1', 'conv5'];
  const comparison = { config, reading: READING, called: 'ours', layers, baselines: [], ...networks };
  const tensors = tf.memory().numTensors;
  await finish(
    probeTable(contestantsOf({ ...comparison, supervised: { epochs: 3 } }), images, {
      splits: splitsOf(materialOf(images), 1, 2),
      readers: [true, false].map((fineTuned) => ({ head: 'linear', fineTuned, epochs: 1 })),
      ...{ shares: [0.5, 1], probe: PROBE_DEFAULTS, onRow: (row) => rows.push(row) },
      neighbours: { task: neighbourTask(materialOf(images)), ks: [3] },
    }),
    {
      onSlice: ({ done, total }) => {
        seen.push(done);
        whole = total;
      },
    },
  );
  expect(tf.memory().numTensors).toBe(tensors);
  const own = rows.filter(({ network }) => network === 'supervised');
  expect(own.map(({ layer, method, split }) => [layer, method, split])).toEqual(
    [0, 1].flatMap((split) => ['head', 'conv1', 'conv5'].map((layer) => [layer, 'probe', split])),
  );
  for (const { score } of own) {
    expect(score.protocol).toContain('trained from scratch with the labels of the 24 training images');
  }
  expect(own[2]!.score.protocol).toContain(
    'batch normalisation by its statistics over the 32 training and validation images together',
  );
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(Math.max(...seen)).toBeLessThanOrEqual(whole);
});
