/** Gradient descent on labels: steps on augmented views of a split's training images, as the authors' code trains its own. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import { augmentBatch } from '../data/augment';
import { BatchSampler } from '../data/batches';
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import { SIZES } from '../schema/sizes';
import type { Parameters } from '../networks/parameters';
import type { Reading } from '../networks/reading';
import type { Sliced } from '../base/slices';
import type { LabelledSplit } from './split';

/** How long it takes. */
export interface Course {
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly steps: number;
  /** Passes over the training images. */
  readonly epochs: number;
}

/** How far it went. */
export interface DescentReport {
  readonly steps: number;
  readonly epochs: number;
  /** Mean cross-entropy over the last epoch. */
  readonly loss: number;
}

/** What learns. */
interface Learner {
  /** One update on images [n, p, p, 3], which are disposed of. The loss before it. */
  step(images: tf.Tensor4D, labels: readonly number[]): tf.Scalar;
}

export function courseOf({ batchSize }: Config, { training }: LabelledSplit, epochs: number): Course {
  const size = Math.min(batchSize, training.length);
  const stepsPerEpoch = Math.ceil(training.length / size);
  return { batchSize: size, stepsPerEpoch, steps: epochs * stepsPerEpoch, epochs };
}

/** What a training on labels draws for one purpose. */
export function randomFor({ seed }: Config, purpose: string): Random {
  return Random.forPurpose(seed, `probe/${purpose}`);
}

/** Takes all steps of a course. */
export async function* takeSteps(
  learner: Learner,
  images: ImageSet,
  { training, labels }: LabelledSplit,
  config: Config,
  { batchSize, stepsPerEpoch, steps, epochs }: Course,
): Sliced<DescentReport> {
  const { pixels } = SIZES[config.size];
  const sampler = new BatchSampler(training.length, batchSize, randomFor(config, 'batches'));
  const views = randomFor(config, 'augmentation');
  let loss = 0;
  for (let step = 0; step < steps; step++) {
    const rows = Array.from(sampler.next(), (i) => training[i]!);
    const view = augmentBatch(images, rows, config, pixels, views);
    const value = learner.step(
      tf.tensor4d(view, [rows.length, pixels, pixels, 3]),
      rows.map((i) => labels[i]!),
    );
    const [own = NaN] = await value.data();
    value.dispose();
    if (step >= steps - stepsPerEpoch) loss += own / stepsPerEpoch;
    yield { what: 'steps', done: step + 1, total: steps };
  }
  return { steps, epochs, loss };
}

/** What there is to train of the read network, as far as a layer’s map depends on it. */
export function layersUpTo(
  parameters: Parameters,
  { network, layers }: Reading,
  last: string,
): Parameters['trainable'] {
  const below = layers.slice(0, layers.indexOf(last) + 1);
  return parameters.trainable.filter(({ spec }) =>
    below.some((layer) => spec.name.startsWith(`${network}/${layer}/`)),
  );
}

/** [labels, classes] */
export function oneHot(labels: readonly number[], classes: number): tf.Tensor2D {
  const values = new Float32Array(labels.length * classes);
  for (const [row, label] of labels.entries()) values[row * classes + label] = 1;
  return tf.tensor2d(values, [labels.length, classes]);
}

/** How its views differ from each other, for a person. */
export function describeViews({ augment }: Config): string {
  return augment ? 'augmented views in training, central view in validation' : 'central view';
}
