/** Measures the trials of a sweep, and beside them what no training of C went into. Keeps what is measured. */
import type { RunFolder } from '../../src/checkpoints/runFolder';
import type { Checkpoint } from '../../src/checkpoints/checkpoint';
import { NodeFolder } from '../../src/cli/nodeFolder';
import type { ImageSet } from '../../src/data/imageSet';
import { adaptNorm } from '../../src/evaluation/adaptNorm';
import { extractFeatures } from '../../src/evaluation/features';
import { finish } from '../../src/base/slices';
import { artifactsOnly, type ArtifactsConfig } from '../../src/methods/artifacts/config';
import { phaseSteps, type Config } from '../../src/experiments/config';
import { isEarlierProtocol, MEASURE_PROTOCOL } from '../../src/experiments/measureProtocol';
import type { PlannedRow, TablePlan } from '../../src/experiments/tablePlan';
import type { MetricRow } from '../../src/experiments/metrics';
import { TableStore } from '../../src/lab/table/store';
import { FEATURE_LAYERS } from '../../src/networks/trunk';
import { createNetworks, type ArtifactNetworks } from '../../src/methods/artifacts/networks/artifactNetworks';
import { disposeNetworks } from '../../src/networks/networks';
import { READING } from '../../src/methods/artifacts/reading';
import { crossValidate } from './crossValidate';
import { measuredSchema, type Measured, type Worths } from './result';

export interface Place {
  /** What `lab sweep --out` wrote. */
  readonly sweep: string;
  /** Parts that it was done in. */
  readonly parts: number;
  readonly images: ImageSet;
  readonly say: (line: string) => void;
}

/** Folds are the same for all contestants and seeds of training, so that only the features differ. */
const FOLD_SEED = 1;

/** Share of phase two over whose end a row's losses are averaged. */
const LATE = 0.1;

/** Everything of the plan: each row, the random network and the references, at each seed. */
export async function measureAll(plan: TablePlan, place: Place): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const seed of plan.seeds) {
    const [first] = plan.rows;
    const config = { ...artifactsOnly(first!.config, 'The reproduction'), seed };
    measured.push(await kept('random', seed, place, () => measureRandom(config, place)));
    measured.push(await kept('references', seed, place, () => measureReferences(config, place)));
    for (const row of plan.rows) {
      measured.push(await kept(row.id, seed, place, () => measureRow(row, seed, place)));
    }
  }
  return measured;
}

type Outcome = Pick<Measured, 'layers' | 'metrics'>;

/** What was measured before by the same protocol, or what `measure` finds now. */
async function kept(
  who: string,
  seed: number,
  place: Place,
  measure: () => Promise<Outcome>,
): Promise<Measured> {
  const folder = new NodeFolder(place.sweep).folder('worth');
  const file = `${who}-seed${seed}.json`;
  const bytes = await folder.read(file);
  const known = bytes && measuredSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  if (known && !isEarlierProtocol(known.protocolVersion)) return known;
  const measured: Measured = { who, seed, protocolVersion: MEASURE_PROTOCOL, ...(await measure()) };
  await folder.write(file, [new TextEncoder().encode(`${JSON.stringify(measured)}\n`)]);
  const shown = Object.entries(measured.layers).map(([name, { linear }]) => `${name} ${percent(linear)}`);
  place.say(`${who}, seed ${seed}: ${shown.join(', ')}`);
  return measured;
}

async function measureRandom(config: ArtifactsConfig, { images }: Place): Promise<Outcome> {
  return { layers: await worths(createNetworks(config), config, FEATURE_LAYERS, images), metrics: {} };
}

async function measureReferences(config: ArtifactsConfig, place: Place): Promise<Outcome> {
  const store = new TableStore(new NodeFolder(place.sweep));
  const steps = phaseSteps(config, 'autoencoder', place.images.count);
  const found = await store.trainedAutoencoder(config, steps);
  if (!found)
    throw new Error(
      `The autoencoder of seed ${config.seed} is not in “${place.sweep}”: run the sweep again.`,
    );
  const networks = createNetworks(config, found.tensors);
  return { layers: await worths(networks, config, ['encoder', 'pixels'], place.images), metrics: {} };
}

async function measureRow(row: PlannedRow, seed: number, place: Place): Promise<Outcome> {
  const { id } = row;
  const config = artifactsOnly(row.config, 'The reproduction');
  const { tensors, metrics } = await trialOf(`${id}-seed${seed}`, place);
  const networks = createNetworks({ ...config, seed }, tensors);
  return { layers: await worths(networks, config, FEATURE_LAYERS, place.images), metrics: late(metrics) };
}

/** The last checkpoint of a trial, whichever part of the sweep trained it. */
async function trialOf(job: string, { sweep, parts }: Place): Promise<Checkpoint> {
  const store = new TableStore(new NodeFolder(sweep));
  for (let part = 1; part <= parts; part++) {
    const folder: RunFolder = store.trial(job, { part, parts });
    const { found } = await folder.newest();
    if (found) return found.checkpoint;
  }
  throw new Error(`“${job}” is not in “${sweep}”: run the sweep again.`);
}

/**
 * What the named layers are worth on labelled images, over which the normalisation of C, trained or random, is measured
 * first. Takes the networks over.
 */
export async function worths(
  networks: ArtifactNetworks,
  config: Config,
  names: readonly string[],
  images: ImageSet,
  folds?: number,
): Promise<Worths> {
  try {
    const layers: Worths = {};
    const source = { config, networks, reading: READING };
    if (names.some((name) => source.reading.layers.includes(name)))
      await finish(adaptNorm(source, images, images.spread(images.count)));
    for (const [name, features] of await finish(extractFeatures(source, images, names))) {
      layers[name] = await crossValidate(features, images, FOLD_SEED, folds);
    }
    return layers;
  } finally {
    disposeNetworks(networks);
  }
}

/** Means over the end of phase two. */
export function late(rows: readonly MetricRow[]): Record<string, number> {
  const repair = rows.filter(({ phase }) => phase === 'repair');
  const taken = repair.slice(-Math.max(1, Math.round(LATE * repair.length)));
  const names = ['classLoss', 'accuracy', 'maskLoss', 'maskAccuracy'] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const values = taken.flatMap(({ values: { [name]: value } }) => value ?? []);
      return values.length === 0
        ? []
        : [[name, values.reduce((sum, value) => sum + value, 0) / values.length]];
    }),
  );
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}
