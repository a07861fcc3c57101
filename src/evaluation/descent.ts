/**
 * Classifiers that gradient descent trains: a head that has no convex optimum (Table 1), and a head together with the
 * layers below it (“fine-tuned” in Table 2). On augmented views, as the authors' code trains its own.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import { augmentBatch } from '../data/augment';
import { BatchSampler } from '../data/batches';
import type { ImageSet } from '../data/imageSet';
import { SIZES } from '../schema/sizes';
import { Parameters } from '../networks/parameters';
import { Adam } from '../training/adam';
import { learningRate } from '../training/schedule';
import { batches, probedMaps, type Features, type FeatureSource } from './features';
import { Head, type HeadKind } from './head';
import type { Sliced } from './slices';
import type { LabelledSplit } from './split';
import { measureRows, rowLength, type Standardization } from './standardize';

export interface DescentOptions {
  readonly head: HeadKind;
  /** Whether all layers up to the probed one learn too. */
  readonly fineTuned: boolean;
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

interface Descent {
  /** Logits of the split's images, [images, classes]. */
  readonly trainingLogits: Float32Array;
  readonly validationLogits: Float32Array;
  readonly report: DescentReport;
}

/**
 * First learning rate of the head [C]. Layers below it begin at the rate at which the network itself began: of 1e-4 and 3e-4
 * that was the better for C on the sample.
 */
export const HEAD_RATE = 1e-3;

/**
 * Trains on the split's training images. The source's networks stay as they are.
 *
 * @param features of the source for all images: what the head's input is standardised by, once and for all
 */
export async function* descend(
  source: FeatureSource,
  images: ImageSet,
  features: Features,
  split: LabelledSplit,
  options: DescentOptions,
): Sliced<Descent> {
  const standardization = yield* measureRows(features, split.training, 'channel');
  const learner = new Learner(source, features, standardization, split, options);
  try {
    const { config } = source;
    const total = learner.steps;
    const sampler = new BatchSampler(split.training.length, learner.batchSize, learner.random('batches'));
    const views = learner.random('augmentation');
    let loss = 0;
    for (let step = 0; step < total; step++) {
      const rows = Array.from(sampler.next(), (i) => split.training[i]!);
      const { pixels } = SIZES[config.size];
      const view = augmentBatch(images, rows, config, pixels, views);
      const value = learner.step(
        tf.tensor4d(view, [rows.length, pixels, pixels, 3]),
        rows.map((i) => split.labels[i]!),
      );
      const [own = NaN] = await value.data();
      value.dispose();
      if (step >= total - learner.stepsPerEpoch) loss += own / learner.stepsPerEpoch;
      yield { what: 'steps', done: step + 1, total };
    }
    return {
      trainingLogits: yield* learner.predict(images, split.training),
      validationLogits: yield* learner.predict(images, split.validation),
      report: { steps: total, epochs: options.epochs, loss },
    };
  } finally {
    learner.dispose();
  }
}

class Learner {
  readonly batchSize: number;
  readonly stepsPerEpoch: number;
  readonly steps: number;
  readonly #source: FeatureSource;
  readonly #name: string;
  readonly #classes: number;
  readonly #standardization: readonly [mean: tf.Tensor1D, scale: tf.Tensor1D];
  readonly #head: Head;
  readonly #headAdam: Adam;
  /** A copy of the network whose layers learn, and what teaches them; null where they are frozen. */
  readonly #tuned: { readonly network: Parameters; readonly adam: Adam } | null;
  #step = 0;

  constructor(
    source: FeatureSource,
    features: Features,
    { mean, scale }: Standardization,
    { training, classes }: LabelledSplit,
    { head: kind, fineTuned, epochs }: DescentOptions,
  ) {
    const { config, networks, reading } = source;
    this.batchSize = Math.min(config.batchSize, training.length);
    this.stepsPerEpoch = Math.ceil(training.length / this.batchSize);
    this.steps = epochs * this.stepsPerEpoch;
    this.#name = features.name;
    this.#classes = classes.length;
    this.#standardization = [tf.tensor1d(Float32Array.from(mean)), tf.tensor1d(Float32Array.from(scale))];
    const shape = { kind, inputs: rowLength(features), classes: classes.length };
    const read = networks[reading.network]!;
    const network = fineTuned ? new Parameters(read.specs, read) : null;
    this.#source = { ...source, networks: { ...networks, ...(network && { [reading.network]: network }) } };
    this.#head = new Head(shape, config, this.stepsPerEpoch, this.random('head'));
    this.#headAdam = new Adam(this.#head.parameters, config);
    const tuned = { networks: this.#source.networks, reading };
    this.#tuned = network && {
      network,
      adam: new Adam({ trainable: layersUpTo(tuned, features.name) }, config),
    };
  }

  random(purpose: string): Random {
    return Random.forPurpose(this.#source.config.seed, `probe/${purpose}`);
  }

  /** One update on images [n, p, p, 3], which are disposed of. The loss before it. */
  step(images: tf.Tensor4D, labels: readonly number[]): tf.Scalar {
    const { config, reading } = this.#source;
    const { value, grads } = tf.tidy(() => {
      const truth = oneHot(labels, this.#classes);
      const frozen = this.#tuned ? null : this.#read(images);
      const loss = (): tf.Scalar => {
        const logits = this.#head.logits(frozen ?? this.#read(images), true);
        return tf.losses.softmaxCrossEntropy(truth, logits);
      };
      return tf.variableGrads(loss, [...this.#headAdam.variables, ...(this.#tuned?.adam.variables ?? [])]);
    });
    images.dispose();
    const rate = (start: number): number => learningRate(start, this.#step, this.steps, config);
    this.#headAdam.apply(grads, rate(HEAD_RATE));
    this.#tuned?.adam.apply(grads, rate(reading.learningRate(config)));
    this.#step++;
    return value;
  }

  /** Logits [rows, classes] of the images' central views. */
  async *predict(images: ImageSet, rows: Uint32Array): Sliced<Float32Array> {
    const logits = new Float32Array(rows.length * this.#classes);
    for (const { from, batch } of batches(this.#source.config, images, rows)) {
      const own = tf.tidy(() => this.#head.logits(this.#read(batch), false));
      batch.dispose();
      logits.set(await own.data(), from * this.#classes);
      own.dispose();
      yield { what: 'answers', done: from + batch.shape[0], total: rows.length };
    }
    return logits;
  }

  dispose(): void {
    this.#head.dispose();
    this.#headAdam.dispose();
    this.#tuned?.adam.dispose();
    this.#tuned?.network.dispose();
    tf.dispose([...this.#standardization]);
  }

  /** The layer's map, standardised and laid flat: [n, values]. */
  #read(images: tf.Tensor4D): tf.Tensor2D {
    const [mean, scale] = this.#standardization;
    const { map } = probedMaps(this.#source, [this.#name], images)[0]!;
    return tf.reshape(tf.mul(tf.sub(map, mean), scale), [images.shape[0], -1]);
  }
}

/** What there is to train of the read network, as far as a layer’s map depends on it. */
function layersUpTo(
  { networks, reading: { network, layers } }: Pick<FeatureSource, 'networks' | 'reading'>,
  last: string,
): Parameters['trainable'] {
  const below = layers.slice(0, layers.indexOf(last) + 1);
  return networks[network]!.trainable.filter(({ spec }) =>
    below.some((layer) => spec.name.startsWith(`${network}/${layer}/`)),
  );
}

function oneHot(labels: readonly number[], classes: number): tf.Tensor2D {
  const values = new Float32Array(labels.length * classes);
  for (const [row, label] of labels.entries()) values[row * classes + label] = 1;
  return tf.tensor2d(values, [labels.length, classes]);
}
