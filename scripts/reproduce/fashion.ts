/**
 * What C learns on Fashion-MNIST, where there are images enough to tell: 60,000 to train on, 2,000 of the 10,000 test
 * images to be judged by, others than those by which the setting was chosen. The easiest of damage: no repair, or an R that begins as the identity and learns slowly.
 *
 *   apt-get install dataset-fashion-mnist     # or the four files from elsewhere
 *   npm run reproduce:fashion -- [--images /usr/share/datasets/fashion-mnist] [--seeds 3] [--steps 1000]
 *
 * About five minutes a seed on one core. Writes bench/results/featuresFashion.json after each seed; prints the table.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Checkpoint } from '../../src/checkpoints/checkpoint';
import { ImageSet } from '../../src/data/imageSet';
import type { FeatureName } from '../../src/evaluation/features';
import type { Config } from '../../src/experiments/config';
import { makeConfig } from '../../src/experiments/presets';
import { SOFTWARE } from '../../src/export/software';
import { startBackend } from '../../src/kernels/backend';
import { Logbook } from '../../src/lab/logbook';
import { readSnapshot } from '../../src/lab/readSnapshot';
import { Run } from '../../src/lab/run';
import { withAutoencoder } from '../../src/lab/tableRunnerTraining';
import { FEATURE_LAYERS } from '../../src/networks/discriminator';
import { copyNetworks, createNetworks } from '../../src/networks/networks';
import { late, worths } from './measure';
import { FASHION_FILE, fashionResultOf, type FashionResult, type Measured } from './result';
import { allTables } from './tables';
import { writeFormatted } from './writeFormatted';

const PIXELS = 28;
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;
/** By the first 2,000 the setting was chosen. */
const JUDGED_FROM = 2000;
const JUDGED = 2000;
const LABELS = [
  'T-shirt',
  'trousers',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'boot',
];

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '/usr/share/datasets/fashion-mnist' },
    seeds: { type: 'string', default: '3' },
    steps: { type: 'string', default: '1000' },
    'ae-steps': { type: 'string', default: '2000' },
    out: { type: 'string', default: FASHION_FILE },
  },
});

const BASE = makeConfig({
  ...{ size: 'tiny', batchSize: 32, aeSteps: Number(options['ae-steps']), ganSteps: Number(options.steps) },
  ...{ theta: 0.5, aeLearningRate: 1e-3, maskWeight: 0, historyShare: 0 },
});

const ROWS: FashionResult['rows'] = [
  { id: 'damaged', title: 'Trained, no repair', changes: { fakes: 'damaged' } },
  {
    id: 'identity',
    title: 'Trained, R slow and from the identity',
    changes: { repairStart: 'identity', repairLearningRate: 1e-5 },
  },
];

async function readSet(which: 'train' | 't10k', from: number, count: number): Promise<ImageSet> {
  const read = async (name: string): Promise<Buffer> =>
    gunzipSync(await readFile(path.join(options.images, `${which}-${name}-ubyte.gz`)));
  const grey = (await read('images-idx3'))
    .subarray(IMAGES_HEADER)
    .subarray(from * PIXELS ** 2, (from + count) * PIXELS ** 2);
  const labels = (await read('labels-idx1')).subarray(LABELS_HEADER).subarray(from, from + count);
  const data = new Uint8Array(3 * grey.length);
  grey.forEach((level, i) => data.fill(level, 3 * i, 3 * i + 3));
  return new ImageSet({
    ...{ name: 'Fashion-MNIST', pixels: PIXELS, data, labels: Int16Array.from(labels), labelNames: LABELS },
    paths: Array.from(labels, (_, i) => `${which}/${from + i}`),
  });
}

/** Phase one, to begin each row from. */
async function trainAutoencoder(config: Config, images: ImageSet): Promise<Checkpoint> {
  const run = new Run(config, images);
  const logbook = new Logbook(1);
  while (run.step < run.steps.autoencoder) await logbook.advance(run);
  const { training, tensors } = run.snapshot();
  const about = {
    ...{ software: SOFTWARE.name, saved: new Date().toISOString(), config, training, tunings: [] },
    images: { name: images.name, count: images.count, hash: '' },
    backend: { name: 'wasm', device: '' },
  };
  const checkpoint = { about, tensors: await readSnapshot(tensors), metrics: [] };
  run.dispose();
  return checkpoint;
}

async function measureSeed(seed: number, training: ImageSet, judged: ImageSet): Promise<Measured[]> {
  const config = { ...BASE, seed };
  const autoencoder = await trainAutoencoder(config, training);
  const references: FeatureName[] = ['encoder', 'pixels'];
  const measured: Measured[] = [
    {
      ...{ who: 'random', seed, metrics: {} },
      layers: await worths(createNetworks(config), config, FEATURE_LAYERS, judged),
    },
    {
      ...{ who: 'references', seed, metrics: {} },
      layers: await worths(createNetworks(config, autoencoder.tensors), config, references, judged),
    },
  ];
  for (const { id, changes } of ROWS) {
    const own = makeConfig({ ...config, ...changes });
    const { run } = await withAutoencoder(own, training, autoencoder);
    const logbook = new Logbook(1);
    while (!run.finished) await logbook.advance(run);
    const layers = await worths(copyNetworks(run.networks), own, FEATURE_LAYERS, judged);
    measured.push({ who: id, seed, layers, metrics: late(logbook.rows) });
    run.dispose();
  }
  return measured;
}

await startBackend({ preference: 'wasm' });
const training = await readSet('train', 0, 60_000);
const judged = await readSet('t10k', JUDGED_FROM, JUDGED);
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => BASE.seed + i);
const measured: Measured[] = [];
for (const [i, seed] of seeds.entries()) {
  measured.push(...(await measureSeed(seed, training, judged)));
  const result = fashionResultOf({
    config: BASE,
    judged: JUDGED,
    rows: ROWS,
    seeds: seeds.slice(0, i + 1),
    measured,
  });
  await writeFormatted(options.out, JSON.stringify(result, null, 2));
  process.stdout.write(`${allTables(result).join('\n')}\n`);
}
