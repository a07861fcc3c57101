/** What a trial came to: linear probes on its discriminator, or on what no training of C went into, and Figure 6. */
import type { ImageSet } from '../../data/imageSet';
import { baselinesOf, contestantsOf, type Contestant } from '../../evaluation/contestants';
import { PROBE_DEFAULTS } from '../../evaluation/probe';
import { probeTable } from '../../evaluation/probeTable';
import type { Sliced } from '../../base/slices';
import { majorityOf, type LabelledSplit } from '../../evaluation/split';
import type { Config } from '../../experiments/config';
import { phasesOf } from '../../experiments/phases';
import { SIZES } from '../../schema/sizes';
import { MEASURE_PROTOCOL } from '../../experiments/measureProtocol';
import type { TableJob } from '../../experiments/tablePlan';
import type { TrialResult, TrialScore } from '../../experiments/tableResult';
import { copyNetworks, disposeNetworks, type Networks } from '../../networks/networks';
import { drawFigure, sceneOf } from '../figure/scene';
import { methodOf, networksOf } from '../works';
import type { LabelledImages } from './images';
import type { TrialPictures } from './store';

/** Images of Figure 6. */
const RENDERED = 8;

export type Measured = Pick<TrialResult, 'scores' | 'protocol' | 'protocolVersion'>;

/**
 * Probes a row’s network on every layer; for the references a random one, what the method compares with and the pixels,
 * beside the most frequent label. The networks stay as they are.
 */
export async function* measureTrial(
  { kind, config, seed }: Pick<TableJob, 'kind' | 'config' | 'seed'>,
  networks: Networks,
  { images, splitFor }: LabelledImages,
): Sliced<Measured> {
  const split = splitFor(seed);
  const { reading } = methodOf(config);
  const trained = copyNetworks(networks);
  const random = networksOf(config);
  try {
    const baselines = baselinesOf(reading);
    const comparison = {
      config,
      reading,
      trained,
      random,
      called: 'trained',
      layers: reading.layers,
      baselines,
      supervised: null,
    };
    const contestants = contestantsOf(comparison).filter(
      ({ network }) => (network === 'trained') === (kind === 'row'),
    );
    const measured = yield* probeEach(config, contestants, images, split);
    if (kind === 'row') return measured;
    const { accuracy, count } = majorityOf(split);
    return {
      ...measured,
      scores: [...measured.scores, { network: 'majority', layer: null, accuracy, count }],
    };
  } finally {
    disposeNetworks(trained);
    disposeNetworks(random);
  }
}

async function* probeEach(
  config: Config,
  contestants: readonly Contestant[],
  images: ImageSet,
  split: LabelledSplit,
): Sliced<Measured> {
  const scores: TrialScore[] = [];
  let protocol = '';
  const table = probeTable(contestants, images, {
    splits: [split],
    readers: [{ head: config.probeHead, fineTuned: false, epochs: config.probeEpochs }],
    probe: PROBE_DEFAULTS,
    onRow: (row) => {
      if (row.method !== 'probe') return;
      const { accuracy, count } = row.score.validation;
      const { method, preparation, data } = row.score.about;
      scores.push({ network: row.network, layer: row.layer, accuracy, count });
      protocol ||= [method, ...(preparation === null ? [] : [preparation]), data].join('; ');
    },
  });
  const total = contestants.reduce((sum, { layers }) => sum + layers.length, 0);
  let told = 0;
  for await (const slice of table) {
    yield scores.length > told ? { what: PROBED, done: scores.length, total } : slice;
    told = scores.length;
  }
  yield { what: PROBED, done: scores.length, total };
  return { scores, protocol, protocolVersion: MEASURE_PROTOCOL };
}

/** Names the slices that tell how many layers are done. */
export const PROBED = 'layers probed';

/**
 * Figure 6’s pictures of a few labelled images: as they are, and as the row’s networks render them damaged. Null for methods
 * that render nothing.
 */
export async function renderTrial(
  config: Config,
  networks: Networks,
  images: ImageSet,
): Promise<{ pictures: TrialPictures; renderings: TrialResult['renderings'] } | null> {
  const pinned = images.spread(RENDERED);
  const { pixels } = SIZES[config.size];
  const phase = phasesOf(config).at(-1)!.id;
  const figure = await drawFigure(sceneOf({ config, phase, step: 0, images }, pinned), networks);
  if (figure.kind !== 'figure3') return null;
  const { rows } = figure;
  const strip = (column: 'original' | 'repaired'): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(rows.flatMap(({ tiles }) => [...tiles[column]]));
  return {
    pictures: { renderings: strip('repaired'), inputs: strip('original') },
    renderings: { images: [...pinned], paths: rows.map(({ path }) => path), pixels },
  };
}
