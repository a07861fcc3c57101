/** A measure on a fixed labelled subset, taken again and again while a run trains. */
import type { ImageSet } from '../../data/imageSet';
import { adaptNorm } from '../../evaluation/adaptNorm';
import { extractFeatures, type FeatureSource } from '../../evaluation/features';
import { assertClasses, materialOf, someOf } from '../../evaluation/material';
import { classifyByNeighbours } from '../../evaluation/neighbours';
import { probe } from '../../evaluation/probe';
import type { Sliced } from '../../base/slices';
import { neighbourTask, splitLabelled } from '../../evaluation/split';
import { DEFAULT_NEIGHBOURS } from '../../experiments/neighbours';
import type { Moment, WatchedPoint, WatchRequest } from './events';

/** Labelled images of the subset at most: few enough for a number in a second or two. */
const WATCHED_IMAGES = 300;

/** The same images at every measurement, a share of each label. Throws one sentence where there are too few labels. */
export function watchedImages(images: ImageSet, seed: number): ImageSet {
  const material = materialOf(images);
  assertClasses(material);
  return images.subset(someOf(material, WATCHED_IMAGES, seed));
}

/** One number for the networks as they are, normalised by the statistics of these images. They must be the caller's own copy. */
export async function* watchOnce(
  source: FeatureSource,
  images: ImageSet,
  { layer, method }: WatchRequest,
  moment: Moment,
): Sliced<WatchedPoint> {
  const task = neighbourTask(materialOf(images));
  yield* adaptNorm(source, images, task.references);
  const features = (yield* extractFeatures(source, images, [layer])).get(layer)!;
  const { accuracy: value, interval } =
    method === 'knn'
      ? yield* classifyByNeighbours(features, task, DEFAULT_NEIGHBOURS)
      : (yield* probe(features, splitLabelled(images, source.config.seed))).validation;
  return { ...moment, value, interval };
}
