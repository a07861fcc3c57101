import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../base/random';
import { ImageSet } from '../data/imageSet';
import { labelsOf } from '../data/labels';
import { makeConfig } from '../experiments/presets';
import { startBackend } from '../kernels/backend';
import { createNetworks, type ArtifactNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { Parameters } from '../networks/parameters';
import type { Networks } from '../networks/networks';
import { READING } from '../methods/artifacts/reading';
import { type Reading } from '../networks/reading';
import { FEATURE_LAYERS, trunkMaps, trunkSpecs } from '../networks/trunk';
import { baselinesOf, contestantsOf } from './contestants';
import { PROBE_DEFAULTS } from './probe';
import { probeTable, type TableQuestions, type TableRow } from './probeTable';
import { materialOf } from './material';
import { finish } from '../base/slices';
import { neighbourTask, splitsOf } from './split';

beforeAll(() => startBackend({ preference: 'wasm' }));

const config = makeConfig({ size: 'tiny', seed: 3 });

/** Two labels of noise, one brighter than the other by a little. */
function shades(): ImageSet {
  const random = Random.forPurpose(1, 'shades');
  const paths = ['dark', 'light'].flatMap((label) =>
    Array.from({ length: 12 }, (_, i) => `${label}/${i}.png`),
  );
  const area = 44 * 44 * 3;
  const data = Uint8Array.from({ length: paths.length * area }, (_, i) =>
    random.integer(i < 12 * area ? 200 : 256),
  );
  return new ImageSet({ name: 'shades', pixels: 44, data, paths, ...labelsOf(paths) });
}

const images = shades();

async function rowsOf(
  reading: Reading,
  networks: Record<'trained' | 'random', Networks>,
  { own = config, ...asked }: Partial<TableQuestions> & { own?: typeof config } = {},
): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  const { layers } = reading;
  const contestants = contestantsOf({
    ...{ config: own, reading, called: 'ours', layers, baselines: baselinesOf(reading), ...networks },
    supervised: null,
  });
  const splits = splitsOf(materialOf(images), 1, 2);
  const readers = [{ head: 'linear', fineTuned: false, epochs: 1 } as const];
  const questions = { splits, readers, probe: PROBE_DEFAULTS, onRow: (row: TableRow) => rows.push(row) };
  await finish(probeTable(contestants, images, { ...questions, ...asked }));
  return rows;
}

/** A network as training may leave it: the same weights, with averages that are anything but the images’ own. */
function withOtherAverages({ ...networks }: ArtifactNetworks): ArtifactNetworks {
  const C = new Parameters(networks.C.specs, networks.C);
  C.get('C/conv5/mean').assign(tf.fill(C.get('C/conv5/mean').shape, 3));
  C.get('C/conv5/variance').assign(tf.fill(C.get('C/conv5/variance').shape, 0.01));
  return { ...networks, C };
}

describe('trained and random networks', () => {
  test.each(['folded', 'batch'] as const)(
    'of the same weights get the same numbers, whatever their averages were: %s',
    async (probeNorm) => {
      const own = { ...config, probeNorm };
      const networks = { random: createNetworks(own), trained: withOtherAverages(createNetworks(own)) };
      const neighbours = { task: neighbourTask(materialOf(images)), ks: [3] };
      const rows = await rowsOf(READING, networks, { own, neighbours });
      const of = (network: string) =>
        rows
          .filter((row) => row.network === network)
          .map(({ layer, method, split, score }) => {
            return { layer, method, split, score };
          });
      expect(of('trained')).toHaveLength(5 * 3);
      expect(of('trained')).toEqual(of('random'));
      const [first] = of('trained');
      const which =
        probeNorm === 'folded'
          ? '24 training and validation images together, without their labels'
          : '18 training images';
      expect(first!.score.protocol).toContain(
        `batch normalisation by its statistics over the ${which}, for trained and random networks alike`,
      );
      expect(of('pixels')[0]!.score.protocol).not.toContain('batch normalisation by');
      expect(of('autoencoder')[0]!.score.protocol).not.toContain('batch normalisation by');
    },
  );

  test('are each read on their own weights', async () => {
    const networks = { random: createNetworks(config), trained: createNetworks({ ...config, seed: 4 }) };
    const rows = await rowsOf(READING, networks);
    const protocols = (network: string) =>
      rows.flatMap((row) =>
        row.network === network && row.method === 'probe' ? row.score.fit!.objective : [],
      );
    expect(protocols('trained')).not.toEqual(protocols('random'));
  });
});

test('another method is read by its own layers, and has no φ to compare with', async () => {
  const letter = 'T';
  const reading: Reading = {
    ...{ layers: ['conv1', 'conv2'], network: letter, judged: 'conv2', beside: {} },
    maps: (networks, { size }, x, layers, { mode = 'inference', hook } = {}) => {
      const all = trunkMaps(networks[letter]!, letter, size, x, mode, 1, hook);
      return Object.fromEntries(
        FEATURE_LAYERS.filter((one) => layers.includes(one)).map((one) => [one, all[one]]),
      );
    },
    logits: () => {
      throw new Error('No probe asks for logits.');
    },
    learningRate: () => 1e-3,
  };
  const make = (seed: number): Networks => ({
    T: new Parameters(trunkSpecs('T', config), new Random(seed)),
  });
  const tuned = { head: 'linear', fineTuned: true, epochs: 1 } as const;
  const before = tf.memory().numTensors;
  const networks = { trained: make(1), random: make(2) };
  const rows = await rowsOf(reading, networks, {
    readers: [tuned],
    splits: splitsOf(materialOf(images), 1, 1),
  });
  expect(rows.map(({ network, title, layer, method }) => [network, title, layer, method])).toEqual([
    ['trained', 'ours', 'conv1', 'tuned'],
    ['trained', 'ours', 'conv2', 'tuned'],
    ['random', 'random', 'conv1', 'tuned'],
    ['random', 'random', 'conv2', 'tuned'],
  ]);
  const [, second] = rows;
  expect(second!.score.protocol).toContain('conv1 … conv2 fine-tuned at 0.001');
  for (const { T } of Object.values(networks)) T!.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('its slices count up to the whole', async () => {
  const { trained, random } = { trained: createNetworks(config), random: createNetworks(config) };
  const baselines = ['pixels'];
  const contestants = contestantsOf({
    ...{ config: { ...config, probeNorm: 'batch' as const }, reading: READING, trained, random },
    ...{ called: 'ours', layers: ['conv5'], baselines, supervised: null },
  });
  const neighbours = { task: neighbourTask(materialOf(images)), ks: [3] };
  const splits = splitsOf(materialOf(images), 1, 2);
  const readers = [{ head: 'linear', fineTuned: false, epochs: 1 } as const];
  const seen: number[] = [];
  let whole = 0;
  await finish(
    probeTable(contestants, images, {
      splits,
      readers,
      probe: PROBE_DEFAULTS,
      neighbours,
      onRow: () => undefined,
    }),
    {
      onSlice: ({ done, total }) => {
        seen.push(done);
        whole = total;
      },
    },
  );
  // Ours is read anew for each split and for its neighbours, the pixels once; then three numbers each.
  expect(whole).toBe(3 + 3 + 1 + 3);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(Math.max(...seen)).toBeLessThanOrEqual(whole);
});
