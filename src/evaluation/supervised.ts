/**
 * What labels would give: the method's network, trained from scratch to tell the labels apart. The upper bound of what its
 * features can be expected to be worth when they are learnt without labels.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import { SIZES } from '../schema/sizes';
import { Parameters } from '../networks/parameters';
import { adaptNorm } from './adaptNorm';
import { withNetwork, type FeatureSource } from './features';
import type { HeadKind } from './head';
import { HEAD_RATE, HeadLearner } from './headLearner';
import { courseOf, describeViews, layersUpTo, takeSteps, type DescentReport } from './labelSteps';
import { scoreOf, type ProbeScore } from './probe';
import type { Sliced } from '../base/slices';
import { describeSplit, type LabelledSplit } from './split';

/** How long it is trained. */
export interface Supervision {
  /** Passes over the training images. */
  readonly epochs: number;
}

export interface Supervised {
  /** Whoever asked for it disposes of it. */
  readonly network: Parameters;
  /** Of the head that it was trained with. */
  readonly score: ProbeScore;
  /** How it was trained, for a person. */
  readonly described: string;
}

/** What stands on the last layer while it is trained. */
export const SUPERVISED_HEAD: HeadKind = 'linear';

/**
 * Trains a copy of the read network, as it is, on the labels of the split's training images; with a head on its last layer,
 * batch statistics and the run's augmentation. Its normalisation is then measured over `normalising`, as of the networks
 * that it is compared with.
 *
 * @param source fresh networks, which stay as they are
 */
export async function* supervise(
  source: FeatureSource,
  images: ImageSet,
  split: LabelledSplit,
  normalising: ArrayLike<number>,
  { epochs }: Supervision,
): Sliced<Supervised> {
  const { config, networks, reading } = source;
  const fresh = networks[reading.network]!;
  const network = new Parameters(fresh.specs, fresh);
  const own = withNetwork(source, network);
  const last = reading.layers.at(-1)!;
  const course = courseOf(config, split, epochs);
  const read = (x: tf.Tensor4D, isTraining: boolean): tf.Tensor2D => {
    const mode = isTraining ? 'training' : 'inference';
    return tf.reshape(reading.maps(own.networks, config, x, [last], { mode })[last]!, [x.shape[0], -1]);
  };
  const { pixels } = SIZES[config.size];
  const inputs = tf.tidy(() => read(tf.zeros([1, pixels, pixels, 3]), false).shape[1]);
  const learner = new HeadLearner({
    ...{ config, course, head: SUPERVISED_HEAD, classes: split.classes.length, inputs, read },
    below: { trainable: layersUpTo(network, reading, last), rate: HEAD_RATE },
  });
  let isDone = false;
  try {
    const report = yield* takeSteps(learner, images, split, config, course);
    yield* adaptNorm(own, images, normalising);
    const trainingLogits = yield* learner.predict(images, split.training);
    const validationLogits = yield* learner.predict(images, split.validation);
    const described = describe(config, split, report);
    const about = {
      features: `the labels as its own head gives them, a linear layer on ${last}`,
      preparation: described,
      method: 'no probe',
      data: `${describeSplit(split)}; ${describeViews(config)}`,
    };
    const evidence = { fit: null, descent: report };
    const score = scoreOf({ trainingLogits, validationLogits }, split, about, evidence);
    isDone = true;
    return { network, score, described };
  } finally {
    learner.dispose();
    if (!isDone) network.dispose();
  }
}

function describe(
  config: Config,
  { training }: LabelledSplit,
  { steps, epochs, loss }: DescentReport,
): string {
  return (
    `trained from scratch with the labels of the ${training.length} training images: all layers at ${HEAD_RATE}, ` +
    `Adam, linear decay to ${100 * config.learningRateFloor} %, ${steps} steps (${epochs} epochs), ` +
    `batch ${Math.min(config.batchSize, training.length)}, last loss ${loss.toFixed(3)}`
  );
}
