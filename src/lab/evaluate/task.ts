/** What the page measures on: images, their labels or attributes, and how they are divided. */
import { count } from '../../base/counted';
import { readAttributes, type Attributes } from '../../data/attributes';
import type { ImageSet } from '../../data/imageSet';
import type { LabelledImages } from '../../data/readLabelled';
import { attributeMaterial, attributeSplits } from '../../evaluation/attributeSplits';
import { amongKept, materialOf, restricted, someOf, stl10Material } from '../../evaluation/material';
import {
  neighbourTask,
  splitLine,
  splitsOf,
  stl10Splits,
  type LabelledSplit,
  type NeighbourTask,
} from '../../evaluation/split';
import type { Config } from '../../experiments/config';
import { trainedCount } from '../../experiments/heldOut';
import type { MeasureRequest } from './events';

/** All of it but the pixels, so that it is known at once. */
export interface MeasureTask {
  /** Images of the set that are used; all else here is of a set of these. */
  readonly kept: Uint32Array;
  readonly splits: readonly LabelledSplit[];
  /** Null for attributes, which are no classes to vote for. */
  readonly neighbours: NeighbourTask | null;
  readonly attributes: Attributes | null;
  /** Images that could be used. */
  readonly labelled: number;
}

/** The table that was read last for a set: a person changes other things before measuring. */
const lastRead = new WeakMap<ImageSet, { readonly text: string; readonly attributes: Attributes }>();

/** Throws one sentence where the images cannot be measured on. */
export function measureTask(set: LabelledImages, request: MeasureRequest, seed: number): MeasureTask {
  return request.attributes === null
    ? classTask(set, request, seed)
    : attributeTask(set.images, request.attributes, request, seed);
}

/**
 * What a person should know before measuring, a sentence each: how the images are divided, and what is left out. Throws as
 * measureTask.
 */
export function foretell(
  set: LabelledImages,
  request: MeasureRequest,
  config: Pick<Config, 'seed' | 'heldOut'>,
): string[] {
  const { kept, splits, neighbours, attributes, labelled } = measureTask(set, request, config.seed);
  const { division, count: total } = set.images;
  return [
    splitLine(splits, attributes !== null),
    ...(kept.length < labelled
      ? [`${count(kept.length)} of ${count(labelled)} images are used, a share of each class.`]
      : []),
    ...(neighbours?.by === null && request.neighbours > 0
      ? [`k-NN judges each of the ${count(neighbours.judged.length)} by the others.`]
      : []),
    ...(division && !request.onSecond ? [trainedLine(trainedCount(config, total), total)] : []),
    ...(attributes?.notes ?? []),
  ];
}

function trainedLine(trained: number, total: number): string {
  return trained === total
    ? `The networks train on all ${count(total)} images, without their labels.`
    : `The networks train on ${count(trained)} of all ${count(total)} images, without their labels; the others are held out.`;
}

/** Images with labels, divided by STL-10's folds, by given folders or by seed. */
function classTask(
  { images, stl10 }: LabelledImages,
  { seeds, images: most, head }: MeasureRequest,
  seed: number,
): MeasureTask {
  const all = stl10 ? stl10Material(stl10) : materialOf(images);
  const kept = someOf(all, most, seed);
  const material = restricted(all, kept);
  const folds = stl10?.folds.map(amongKept(kept)) ?? [];
  const splits = stl10
    ? stl10Splits(material, folds, head === 'linear' ? 'folds' : 'all').slice(0, seeds)
    : splitsOf(material, seed, seeds);
  const labelled = all.learn.length + (all.judge?.length ?? 0);
  return { kept, splits, neighbours: neighbourTask(material), attributes: null, labelled };
}

/** Images that a table of attributes describes. */
function attributeTask(
  images: ImageSet,
  text: string,
  { seeds, images: most }: MeasureRequest,
  seed: number,
): MeasureTask {
  const known = lastRead.get(images);
  const read = known?.text === text ? known.attributes : readAttributes(text, images);
  lastRead.set(images, { text, attributes: read });
  const all = attributeMaterial(images, read.described);
  const kept = someOf(all, most, seed);
  const columns = read.names.length;
  const values = new Float32Array(kept.length * columns);
  kept.forEach((image, i) =>
    values.set(read.values.subarray(image * columns, (image + 1) * columns), i * columns),
  );
  const attributes = { ...read, values, described: Uint32Array.from(kept.keys()) };
  const splits = attributeSplits(restricted(all, kept), attributes, seed, seeds);
  return {
    kept,
    splits,
    neighbours: null,
    attributes,
    labelled: all.learn.length + (all.judge?.length ?? 0),
  };
}
