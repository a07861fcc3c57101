/** What a person asks of features beside the table: whether they see the whole, and how neighbours do as their number grows. */
import { count } from '../../base/counted';
import { imageName } from '../../base/imageName';
import type { Sliced } from '../../base/slices';
import { FIVE_CROPS } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import {
  originalView,
  permutedView,
  probeArrangement,
  type ArrangementOptions,
} from '../../evaluation/arrangement/arrangement';
import { TILING } from '../../evaluation/arrangement/tiles';
import { contestantsOf, type Comparison } from '../../evaluation/contestants';
import { assertClasses, materialOf, restricted, someOf } from '../../evaluation/material';
import { rgbPicture } from '../../evaluation/pictures/picture';
import { PROBE_DEFAULTS, sentence } from '../../evaluation/probe';
import { probeTable } from '../../evaluation/probeTable';
import { neighbourTask } from '../../evaluation/split';
import { CURVE_NEIGHBOURS } from '../../experiments/neighbours';
import { SIZES } from '../../schema/sizes';
import type {
  ArrangementReport,
  ArrangementRequest,
  CurveReport,
  CurveRequest,
  Moment,
  SheetPicture,
} from './events';

/** Whose features are asked about; the networks are the caller’s own. */
export interface DiagnosisScene {
  readonly comparison: Omit<Comparison, 'layers' | 'baselines' | 'supervised'>;
  readonly images: ImageSet;
  readonly moment: Moment;
}

/** Images that are used at most, spread over the set. */
const MOST_ARRANGED = 400;
const MOST_NEIGHBOURS = 1000;
const EXAMPLES = 3;

/** Throws one sentence where there are too few images. */
export async function* arrangementReport(
  { comparison, images, moment }: DiagnosisScene,
  { originals }: ArrangementRequest,
): Sliced<ArrangementReport> {
  const { config, reading } = comparison;
  const options: ArrangementOptions = { ...TILING, originals, seed: config.seed };
  const some = images.subset(Uint32Array.from(images.spread(MOST_ARRANGED)));
  const baselines = ['random', 'pixels'];
  const contestants = contestantsOf({ ...comparison, layers: reading.layers, baselines, supervised: null });
  const rows: ArrangementReport['rows'][number][] = [];
  let data = '';
  yield* probeArrangement(contestants, some, options, ({ title, network, layer, accuracy, about }) => {
    rows.push({ title, network, layer, ...accuracy });
    ({ data } = about);
  });
  const { pixels } = SIZES[config.size];
  const views = { original: originalView(options), permuted: permutedView(options) };
  const examples = images.spread(EXAMPLES).map((image) => ({
    title: imageName(images.paths[image]!),
    pictures: Object.entries(views).map(([note, view]): SheetPicture => ({
      ...{ picture: rgbPicture(view(images, [image], pixels)), note, value: null, image },
      path: images.paths[image]!,
    })),
  }));
  return { rows, sheet: { moment, caption: `${data}.`, rows: examples } };
}

/** Throws one sentence where there are too few labels. */
export async function* neighbourCurve(
  { comparison, images, moment }: DiagnosisScene,
  { layer, crops }: CurveRequest,
): Sliced<CurveReport> {
  const material = materialOf(images);
  assertClasses(material);
  const kept = someOf(material, MOST_NEIGHBOURS, comparison.config.seed);
  const task = neighbourTask(restricted(material, kept));
  const most = task.references.length - (task.by === null ? 1 : 0);
  const ks = CURVE_NEIGHBOURS.filter((k) => k <= most);
  const contestants = contestantsOf({
    ...{ ...comparison, layers: [layer], baselines: ['random'], supervised: null },
  });
  const rows: CurveReport['rows'][number][] = [];
  let caption = `${count(kept.length)} images`;
  yield* probeTable(contestants, images.subset(kept), {
    ...{ splits: [], probe: PROBE_DEFAULTS, neighbours: { task, ks } },
    ...(crops === 'five' && { views: FIVE_CROPS }),
    onRow: (row) => {
      if (row.method !== 'knn') return;
      const { title, network, k, score } = row;
      rows.push({ title, network, k, value: score.accuracy, interval: score.interval });
      caption = sentence(score.about);
    },
  });
  return { moment, layer, crops, caption, rows };
}
