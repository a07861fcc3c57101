/** The parts of a step’s batch, one for each class, and what is logged of how they are told. */
import * as tf from '@tensorflow/tfjs-core';
import type { Classifier, Learnt, Part } from '../../training/classes';
import type { DrawnBatch, Step } from '../../training/method';
import type { StepMetrics } from '../../training/stepMetrics';
import { turned } from '../rotations/network';
import { classesOf } from './about';
import { LAST, type TransformationsConfig } from './network';

/** What is logged of the classes of each part of `kinds`. */
const TOLD = [
  { of: null, metric: 'toldPlain' },
  { of: 'rotations', metric: 'toldRotated' },
  { of: 'warp', metric: 'toldWarped' },
  { of: 'lci', metric: 'toldInpainted' },
] as const;

/** Images by their labels, [n, p, p, 3] each, n > 0. */
export type Drawn = ReadonlyMap<number, tf.Tensor4D>;

/** @param images in the order of their labels */
export function drawnByLabel(images: tf.Tensor4D, labels: DrawnBatch['labels']): Drawn {
  return new Map(
    [...new Set(labels)].map((label) => {
      const [first, last] = [labels.indexOf(label), labels.lastIndexOf(label)];
      return [label, tf.slice(images, [first, 0, 0, 0], [last + 1 - first, -1, -1, -1])];
    }),
  );
}

/** The drawn images by their classes, turned where that is their class; no part is empty. */
export function partsOf(drawn: Drawn, config: Pick<TransformationsConfig, 'kinds' | 'views'>): Part[] {
  return classesOf(config).flatMap(({ of, quarters }, label) => {
    // Where each image has all views, those that are as they are stand for all of their rotations.
    const own = drawn.get(config.views === 'all' && of === 'rotations' ? 0 : label);
    return own ? [{ label, images: turned(own, quarters) }] : [];
  });
}

/** C, as a step teaches it. */
export function classifierOf({ networks, work, config, rates }: Step<TransformationsConfig>): Classifier {
  return {
    ...{ C: networks['C']!, adam: work.optimisers['C']!, config, last: LAST },
    ...{ random: work.random['dropout']!, rate: rates['learningRate']! },
  };
}

/** What a guess comes to. */
export function guessOf(config: TransformationsConfig) {
  const { length: classes } = classesOf(config);
  return { guessLoss: tf.scalar(Math.log(classes)), chance: tf.scalar(1 / classes) };
}

/** Of C: its loss, and of the parts that a step has, the share that was told right. */
export function learntMetrics(
  { loss, accuracy, hits }: Learnt,
  parts: readonly Part[],
  config: TransformationsConfig,
): StepMetrics {
  const classes = classesOf(config);
  const told = TOLD.flatMap(({ of, metric }) => {
    const own = parts.flatMap(({ label }, i) => (classes[label]!.of === of ? [i] : []));
    const count = own.reduce((sum, i) => sum + parts[i]!.images.shape[0], 0);
    return own.length === 0 ? [] : [[metric, tf.div(tf.sum(tf.gather(hits, own)), count)]];
  });
  return { loss, accuracy, ...(Object.fromEntries(told) as StepMetrics) };
}
