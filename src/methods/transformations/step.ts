/** One step: the drawn images turned where that is their class, and C taught to tell what was done to each (eq. (4.1)). */
import * as tf from '@tensorflow/tfjs-core';
import { learnClasses, type Part } from '../../training/classes';
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
] as const;

export function transformationsStep({
  networks,
  work,
  config,
  images,
  labels,
  rates,
}: Step<TransformationsConfig>): StepMetrics {
  const classifier = {
    ...{ C: networks['C']!, adam: work.optimisers['C']!, config, last: LAST },
    ...{ random: work.random['dropout']!, rate: rates['learningRate']! },
  };
  const { length: classes } = classesOf(config);
  return tf.tidy(() => {
    const parts = partsOf(images, labels!, config);
    const { loss, accuracy, hits } = learnClasses(classifier, parts);
    return {
      ...{ loss, guessLoss: tf.scalar(Math.log(classes)), accuracy, chance: tf.scalar(1 / classes) },
      ...toldOf(hits, parts, config),
    };
  });
}

/** The drawn images, which are in the order of their labels, by their classes and turned; no part is empty. */
export function partsOf(
  images: tf.Tensor4D,
  labels: DrawnBatch['labels'],
  config: Pick<TransformationsConfig, 'kinds' | 'views'>,
): Part[] {
  const drawn = new Map(
    [...new Set(labels)].map((label) => {
      const [first, last] = [labels.indexOf(label), labels.lastIndexOf(label)];
      return [label, tf.slice(images, [first, 0, 0, 0], [last + 1 - first, -1, -1, -1])];
    }),
  );
  return classesOf(config).flatMap(({ of, quarters }, label) => {
    // Where each image has all views, those that are as they are stand for all of their rotations.
    const own = drawn.get(config.views === 'all' && of === 'rotations' ? 0 : label);
    return own ? [{ label, images: turned(own, quarters) }] : [];
  });
}

/** Of the parts that a step has, the share that was told right. */
function toldOf(hits: tf.Tensor1D, parts: readonly Part[], config: TransformationsConfig): StepMetrics {
  const classes = classesOf(config);
  return Object.fromEntries(
    TOLD.flatMap(({ of, metric }) => {
      const own = parts.flatMap(({ label }, i) => (classes[label]!.of === of ? [i] : []));
      const count = own.reduce((sum, i) => sum + parts[i]!.images.shape[0], 0);
      return own.length === 0 ? [] : [[metric, tf.div(tf.sum(tf.gather(hits, own)), count)]];
    }),
  );
}
