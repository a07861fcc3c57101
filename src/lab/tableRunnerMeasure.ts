/** What a trial came to: linear probes on its discriminator, or on what no training of C went into, and Figure 6. */
import type { ImageSet } from '../data/imageSet';
import { PROBE_DEFAULTS } from '../evaluation/probe';
import {
  contestantGroups,
  extractGroup,
  groupsThatFit,
  type ContestantGroup,
} from '../evaluation/probeTable';
import { readLabels } from '../evaluation/readers';
import type { Sliced } from '../evaluation/slices';
import { majorityOf, type LabelledSplit } from '../evaluation/split';
import type { Config } from '../experiments/config';
import { SIZES } from '../experiments/sizes';
import { TABLE_LAYERS, type TableJob } from '../experiments/tablePlan';
import type { TrialResult, TrialScore } from '../experiments/tableResult';
import { copyNetworks, createNetworks, disposeNetworks, type Networks } from '../networks/networks';
import { drawFigure, sceneOf } from './figure';
import type { LabelledImages } from './tableRunnerImages';
import type { TrialPictures } from './tableRunnerStore';

/** Images of Figure 6. */
const RENDERED = 8;

export type Measured = Pick<TrialResult, 'scores' | 'protocol'>;

/**
 * Probes a row’s discriminator on every layer; for the references a random one, φ and the pixels, beside the most
 * frequent label. The networks stay as they are.
 */
export async function* measureTrial(
  { kind, config, seed }: Pick<TableJob, 'kind' | 'config' | 'seed'>,
  networks: Networks,
  labelled: LabelledImages,
): Sliced<Measured> {
  const split = labelled.splitFor(seed);
  const trained = copyNetworks(networks);
  const random = createNetworks(config);
  try {
    const baselines = ['random', 'autoencoder', 'pixels'] as const;
    const groups = contestantGroups({ config, trained, random, layers: TABLE_LAYERS, baselines }).filter(
      ({ network }) => (network === 'trained') === (kind === 'row'),
    );
    const measured = yield* probeGroups(config, groups, labelled.images, split);
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

async function* probeGroups(
  config: Config,
  groups: readonly ContestantGroup[],
  images: ImageSet,
  split: LabelledSplit,
): Sliced<Measured> {
  const scores: TrialScore[] = [];
  let protocol = '';
  const reader = { head: config.probeHead, fineTuned: false, epochs: config.probeEpochs };
  const total = groups.reduce((sum, { names }) => sum + names.length, 0);
  for (const group of groupsThatFit(groups, images.count)) {
    const extracted = yield* extractGroup(config, group, images, split.training);
    for (const contestant of extracted) {
      const { network, features } = contestant;
      const score = yield* readLabels(contestant, images, split, reader, PROBE_DEFAULTS);
      const { accuracy, count } = score.validation;
      scores.push({ network, layer: features.name, accuracy, count });
      protocol = `${score.about.method}; ${score.about.data}`;
      yield { what: PROBED, done: scores.length, total };
    }
  }
  return { scores, protocol };
}

/** Names the slices that tell how many layers are done. */
export const PROBED = 'layers probed';

/** Figure 6’s pictures of a few labelled images: as they are, and as the row’s networks render them damaged. */
export async function renderTrial(
  config: Config,
  networks: Networks,
  images: ImageSet,
): Promise<{ pictures: TrialPictures; renderings: TrialResult['renderings'] }> {
  const pinned = images.spread(RENDERED);
  const { pixels } = SIZES[config.size];
  const scene = sceneOf({ config, phase: 'repair', step: 0, images }, pinned);
  const { rows } = await drawFigure(scene, networks);
  const strip = (column: 'original' | 'repaired'): Uint8Array<ArrayBuffer> =>
    Uint8Array.from(rows.flatMap(({ tiles }) => [...tiles[column]]));
  return {
    pictures: { renderings: strip('repaired'), inputs: strip('original') },
    renderings: { images: [...pinned], paths: rows.map(({ path }) => path), pixels },
  };
}
