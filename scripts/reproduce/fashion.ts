/**
 * The same comparisons at the same setting on Fashion-MNIST, where there are images enough to tell: 60,000 to train on, 4,000 of the 10,000
 * test images to be judged by, others than those by which the setting was chosen (notes.md).
 *
 *   apt-get install dataset-fashion-mnist     # or the four files from elsewhere
 *   npm run reproduce:fashion -- [--images /usr/share/datasets/fashion-mnist] [--seeds 5] [--steps 1000]
 *
 * Eleven minutes a seed on one core. Writes bench/results/featuresFashion.json after each network and goes on from there; prints the tables.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Checkpoint } from '../../src/checkpoints/checkpoint';
import { ImageSet } from '../../src/data/imageSet';
import type { ArtifactsConfig } from '../../src/methods/artifacts/config';
import { changed, type Config } from '../../src/experiments/config';
import { makeConfig } from '../../src/experiments/presets';
import { isEarlierProtocol, MEASURE_PROTOCOL } from '../../src/experiments/measureProtocol';
import { tableRows } from '../../src/experiments/tables';
import { ABLATIONS } from '../../src/methods/artifacts/experiments';
import { SOFTWARE } from '../../src/export/software';
import { startBackend } from '../../src/kernels/backend';
import { Logbook } from '../../src/lab/logbook';
import { readSnapshot } from '../../src/lab/saving/readSnapshot';
import { Run } from '../../src/lab/run';
import { withAutoencoder } from '../../src/lab/table/training';
import { FEATURE_LAYERS } from '../../src/networks/trunk';
import { createNetworks, type ArtifactNetworks } from '../../src/methods/artifacts/networks/artifactNetworks';
import { copyNetworks } from '../../src/networks/networks';
import { late, worths } from './measure';
import { orderings } from './report';
import { FASHION_FILE, fashionResultOf, fashionSchema, type Measured } from './result';
import { ROWS } from './setting';
import { allTables } from './tables';
import { writeFormatted } from './writeFormatted';

const PIXELS = 28;
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;
/** By the first 2,000 the setting was chosen. */
const JUDGED_FROM = 2000;
const JUDGED = 4000;
const FOLDS = 2;
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
    seeds: { type: 'string', default: '5' },
    steps: { type: 'string', default: '1000' },
    'ae-steps': { type: 'string', default: '2000' },
    out: { type: 'string', default: FASHION_FILE },
  },
});

/** As in setting.ts. */
const BASE = makeConfig({
  ...{ size: 'tiny', batchSize: 32, aeSteps: Number(options['ae-steps']), ganSteps: Number(options.steps) },
  ...{ aeLearningRate: 1e-3, repairStart: 'identity', repairLearningRate: 3e-5 },
});

const PLANNED = tableRows(ABLATIONS, ROWS).map(({ id, title, changes }) => ({ id, title, changes }));

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
async function trainAutoencoder(config: ArtifactsConfig, images: ImageSet): Promise<Checkpoint> {
  const run = new Run(config, images);
  const logbook = new Logbook(1);
  while (run.step < run.steps.autoencoder!) await logbook.advance(run);
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

type Outcome = Pick<Measured, 'layers' | 'metrics'>;

/** What is measured at a seed, by name; the autoencoder is trained when the first of them needs it. */
function contestants(
  seed: number,
  training: ImageSet,
  judged: ImageSet,
): readonly (readonly [string, () => Promise<Outcome>])[] {
  const config = { ...BASE, seed };
  let trained: Promise<Checkpoint> | null = null;
  const autoencoder = (): Promise<Checkpoint> => (trained ??= trainAutoencoder(config, training));
  const judge = (networks: ArtifactNetworks, own: Config, names: readonly string[]) =>
    worths(networks, own, names, judged, FOLDS);
  return [
    [
      'random',
      async () => ({ layers: await judge(createNetworks(config), config, FEATURE_LAYERS), metrics: {} }),
    ],
    [
      'references',
      async () => {
        const networks = createNetworks(config, (await autoencoder()).tensors);
        return { layers: await judge(networks, config, ['encoder', 'pixels']), metrics: {} };
      },
    ],
    ...PLANNED.map(({ id, changes }) => {
      const own = changed(config, changes);
      const measure = async (): Promise<Outcome> => {
        const { run } = await withAutoencoder(own, training, await autoencoder());
        const logbook = new Logbook(1);
        while (!run.finished) await logbook.advance(run);
        const layers = await judge(copyNetworks(run.networks), own, FEATURE_LAYERS);
        run.dispose();
        return { layers, metrics: late(logbook.rows) };
      };
      return [id, measure] as const;
    }),
  ];
}

/** What a run that was broken off has measured with the same settings, by the same protocol. */
async function measuredBefore(): Promise<Measured[]> {
  if (!existsSync(options.out)) return [];
  const before = fashionSchema.parse(JSON.parse(await readFile(options.out, 'utf8')));
  const isSame = isDeepStrictEqual([before.config, before.rows], [BASE, PLANNED]);
  const isComparable = isSame && before.judged === JUDGED;
  return isComparable ? before.measured.filter((one) => !isEarlierProtocol(one.protocolVersion)) : [];
}

await startBackend({ preference: 'wasm' });
const training = await readSet('train', 0, 60_000);
const judged = await readSet('t10k', JUDGED_FROM, JUDGED);
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => BASE.seed + i);
const measured = await measuredBefore();
const write = (): Promise<void> => {
  const result = fashionResultOf({ config: BASE, judged: JUDGED, rows: PLANNED, seeds, measured });
  return writeFormatted(options.out, JSON.stringify(result, null, 2));
};
for (const seed of seeds) {
  for (const [who, measure] of contestants(seed, training, judged)) {
    if (measured.some((known) => known.who === who && known.seed === seed)) continue;
    measured.push({ who, seed, protocolVersion: MEASURE_PROTOCOL, ...(await measure()) });
    await write();
    process.stderr.write(`${who}, seed ${seed}\n`);
  }
}
process.stdout.write(
  `${[...orderings({ measured, seeds, rows: PLANNED }), ...allTables({ measured, seeds, rows: PLANNED })].join('\n')}\n`,
);
