/** The table of the page: probes and k-NN on every chosen layer of every contestant, split by split. */
import { readAttributes, type Attributes } from '../data/attributes';
import { ImageSet } from '../data/imageSet';
import type { Features } from '../evaluation/features';
import { leaveOneOut } from '../evaluation/neighbours';
import { probe, probeAttributes, PROBE_DEFAULTS } from '../evaluation/probe';
import {
  contestantGroups,
  extractGroup,
  needsTraining,
  type Contestant,
  type ContestantGroup,
  type Contestants,
} from '../evaluation/probeTable';
import type { Sliced } from '../evaluation/slices';
import {
  majorityOf,
  shareOfLabels,
  splitDescribed,
  splitsBySeed,
  type LabelledSplit,
} from '../evaluation/split';
import type { EvaluationEvent, MeasuredRow, MeasureRequest, Moment } from './evaluateEvents';

/** What is measured: the contestants are the caller's copies. */
export interface MeasureScene {
  readonly contestants: Contestants;
  readonly images: ImageSet;
  readonly moment: Moment;
}

/** Images, labels or attributes, and how they are divided. */
interface Task {
  readonly images: ImageSet;
  readonly splits: readonly LabelledSplit[];
  readonly attributes: Attributes | null;
  readonly labelled: number;
}

/** Measures everything that is asked for, and tells each number as soon as it is known. */
export async function* measureTable(
  { contestants, images, moment }: MeasureScene,
  request: MeasureRequest,
  tell: (event: EvaluationEvent) => void,
): Sliced<void> {
  const { config } = contestants;
  const task = taskOf(images, request, config.seed);
  tell({
    type: 'head',
    head: {
      ...{ moment, images: task.images.count, labelled: task.labelled, splits: task.splits.length },
      classes: task.attributes?.names ?? task.splits[0]!.classes,
      measure: task.attributes ? 'mean average precision' : 'accuracy',
      chance: chanceOf(task),
    },
  });
  const groups = contestantGroups(contestants);
  const total = groups.reduce((sum, group) => sum + workOf(group, task, request), 0);
  let done = 0;
  for (const group of groups) {
    let extracted: Contestant[] | null = null;
    for (const [index, split] of task.splits.entries()) {
      if (!extracted || needsTraining(config, group)) {
        const work = extractGroup(config, group, task.images, split.training);
        extracted = yield* within(work, {
          what: `features, ${group.network}`,
          done,
          weight: group.names.length,
          total,
        });
        done += group.names.length;
      }
      for (const { network, features } of extracted) {
        const place = { what: `${features.name}, ${network}`, done: done++, weight: 1, total };
        const row = yield* within(probeRow(features, split, task), place);
        tell({ type: 'row', row: { ...row, network, layer: features.name, split: index } });
      }
    }
    if (request.neighbours === 0 || task.attributes) continue;
    for (const { network, features } of extracted ?? []) {
      const place = { what: `k-NN on ${features.name}, ${network}`, done: done++, weight: 1, total };
      const row = yield* within(knnRow(features, task.images, request.neighbours), place);
      tell({ type: 'row', row: { ...row, network, layer: features.name, split: 0 } });
    }
  }
}

function taskOf(
  images: ImageSet,
  { attributes: csv, seeds, images: most }: MeasureRequest,
  seed: number,
): Task {
  if (csv !== null) {
    const { described } = readAttributes(csv, images);
    const kept = shareOfLabels(new Int16Array(images.count), described, most / described.length, seed);
    const used = subset(images, kept);
    const attributes = readAttributes(csv, used);
    const splits = Array.from({ length: seeds }, (_, i) =>
      splitDescribed(attributes.described, used.count, seed + i),
    );
    return { images: used, splits, attributes, labelled: described.length };
  }
  const { labels } = images;
  const all = Uint32Array.from([...labels.keys()].filter((i) => labels[i]! >= 0));
  const used = subset(images, shareOfLabels(labels, all, most / all.length, seed));
  return { images: used, splits: splitsBySeed(used, seed, seeds), attributes: null, labelled: all.length };
}

/** Some images of a set as a set of their own. */
export function subset(images: ImageSet, indices: Uint32Array): ImageSet {
  const bytes = images.pixels ** 2 * 3;
  const data = new Uint8Array(indices.length * bytes);
  indices.forEach((image, i) => data.set(images.image(image), i * bytes));
  return new ImageSet({
    ...{ name: images.name, pixels: images.pixels, data, labelNames: images.labelNames },
    labels: Int16Array.from(indices, (i) => images.labels[i]!),
    paths: Array.from(indices, (i) => images.paths[i]!),
  });
}

/** Of attributes: the mean share of positives, which is what random scores give on average. */
function chanceOf({ splits, attributes }: Task): number {
  if (!attributes) return majorityOf(splits[0]!).accuracy;
  const known = attributes.values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length);
}

type Measured = Omit<MeasuredRow, 'network' | 'layer' | 'split'>;

async function* probeRow(features: Features, split: LabelledSplit, { attributes }: Task): Sliced<Measured> {
  if (attributes) {
    const score = yield* probeAttributes(features, attributes, split, PROBE_DEFAULTS);
    return {
      ...{ method: 'probe', value: score.meanAveragePrecision, interval: null, classification: null },
      ...{ attributes: score.attributes, protocol: score.protocol },
    };
  }
  const { validation, protocol } = yield* probe(features, split, PROBE_DEFAULTS);
  const { accuracy: value, interval } = validation;
  return { method: 'probe', value, interval, classification: validation, attributes: null, protocol };
}

async function* knnRow(features: Features, { labels, labelNames }: ImageSet, k: number): Sliced<Measured> {
  const { protocol, ...classification } = yield* leaveOneOut(features, labels, labelNames, k);
  const { accuracy: value, interval } = classification;
  return { method: 'knn', value, interval, classification, attributes: null, protocol };
}

/** Units of work: extracting a layer is one, and so is a probe or a k-NN on it. */
function workOf(
  group: ContestantGroup,
  { splits, attributes }: Task,
  { neighbours }: MeasureRequest,
): number {
  const layers = group.names.length;
  return layers * (1 + splits.length + (neighbours > 0 && !attributes ? 1 : 0));
}

/** Work as a part of a larger one: `weight` of its `total` units, after `done`. */
async function* within<T>(
  work: Sliced<T>,
  { what, done, weight, total }: { what: string; done: number; weight: number; total: number },
): Sliced<T> {
  try {
    for (;;) {
      const slice = await work.next();
      if (slice.done) return slice.value;
      // An iterating fit does not know how long it will take: only what runs once through the images counts.
      const { what: part, done: images, total: all } = slice.value;
      const share = part === 'features' ? images / all : 0;
      yield { what, done: done + weight * share, total };
    }
  } finally {
    await work.return(undefined as T);
  }
}
