/**
 * Classifiers that gradient descent trains: a head that has no convex optimum (Table 1), and a head together with the
 * layers below it (“fine-tuned” in Table 2).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../data/imageSet';
import { Parameters } from '../networks/parameters';
import { probedMaps, withNetwork, type Features, type FeatureSource } from './features';
import type { HeadKind } from './head';
import { HeadLearner } from './headLearner';
import { courseOf, layersUpTo, takeSteps, type DescentReport } from './labelSteps';
import type { Sliced } from '../base/slices';
import type { LabelledSplit } from './split';
import { measureRows, rowLength } from './standardize';

export interface DescentOptions {
  readonly head: HeadKind;
  /** Whether all layers up to the probed one learn too. */
  readonly fineTuned: boolean;
  /** Passes over the training images. */
  readonly epochs: number;
}

interface Descent {
  /** Logits of the split's images, [images, classes]. */
  readonly trainingLogits: Float32Array;
  readonly validationLogits: Float32Array;
  readonly report: DescentReport;
}

/**
 * Trains on the split's training images. The source's networks stay as they are. Layers below the head begin at the rate at
 * which the network itself began: of 1e-4 and 3e-4 that was the better for C on the sample.
 *
 * @param features of the source for all images: what the head's input is standardised by, once and for all
 */
export async function* descend(
  source: FeatureSource,
  images: ImageSet,
  features: Features,
  split: LabelledSplit,
  { head, fineTuned, epochs }: DescentOptions,
): Sliced<Descent> {
  const { config, networks, reading } = source;
  const { mean, scale } = yield* measureRows(features, split.training, 'channel');
  const standard = [tf.tensor1d(Float32Array.from(mean)), tf.tensor1d(Float32Array.from(scale))] as const;
  const read = networks[reading.network]!;
  const tuned = fineTuned ? new Parameters(read.specs, read) : null;
  const own = tuned ? withNetwork(source, tuned) : source;
  const course = courseOf(config, split, epochs);
  const learner = new HeadLearner({
    ...{ config, course, head, classes: split.classes.length, inputs: rowLength(features) },
    read: (x) => {
      const { map } = probedMaps(own, [features.name], x)[0]!;
      return tf.reshape(tf.mul(tf.sub(map, standard[0]), standard[1]), [x.shape[0], -1]);
    },
    below: tuned && {
      trainable: layersUpTo(tuned, reading, features.name),
      rate: reading.learningRate(config),
    },
  });
  try {
    const report = yield* takeSteps(learner, images, split, config, course);
    return {
      trainingLogits: yield* learner.predict(images, split.training),
      validationLogits: yield* learner.predict(images, split.validation),
      report,
    };
  } finally {
    learner.dispose();
    tuned?.dispose();
    tf.dispose([...standard]);
  }
}
