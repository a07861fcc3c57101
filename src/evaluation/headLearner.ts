import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../data/imageSet';
import type { Config } from '../experiments/config';
import type { Parameters } from '../networks/parameters';
import { Adam } from '../training/adam';
import { learningRate } from '../training/schedule';
import { batches } from './features';
import { Head, type HeadKind } from './head';
import { oneHot, randomFor, type Course } from './labelSteps';
import type { Sliced } from '../base/slices';

/** First learning rate of a head [C]. */
export const HEAD_RATE = 1e-3;

interface Lesson {
  readonly config: Config;
  readonly course: Course;
  readonly head: HeadKind;
  readonly classes: number;
  /** Values of an image that the head reads. */
  readonly inputs: number;
  /** Those of images [n, p, p, 3]: [n, inputs]. Differentiable. */
  readonly read: (images: tf.Tensor4D, isTraining: boolean) => tf.Tensor2D;
  /** What learns below the head, beginning at `rate`; null: nothing. */
  readonly below: { readonly trainable: Parameters['trainable']; readonly rate: number } | null;
}

/** A head that learns labels by gradient descent, and with it what it stands on. */
export class HeadLearner {
  readonly #lesson: Lesson;
  readonly #head: Head;
  readonly #headAdam: Adam;
  readonly #belowAdam: Adam | null;
  #step = 0;

  constructor(lesson: Lesson) {
    const { config, course, head: kind, inputs, classes, below } = lesson;
    this.#lesson = lesson;
    this.#head = new Head({ kind, inputs, classes }, config, course.stepsPerEpoch, randomFor(config, 'head'));
    this.#headAdam = new Adam(this.#head.parameters, config);
    this.#belowAdam = below && new Adam(below, config);
  }

  /** One update on images [n, p, p, 3], which are disposed of. The loss before it. */
  step(images: tf.Tensor4D, labels: readonly number[]): tf.Scalar {
    const { config, course, classes, read, below } = this.#lesson;
    const { value, grads } = tf.tidy(() => {
      const truth = oneHot(labels, classes);
      const frozen = below ? null : read(images, true);
      const loss = (): tf.Scalar => {
        const logits = this.#head.logits(frozen ?? read(images, true), true);
        return tf.losses.softmaxCrossEntropy(truth, logits);
      };
      return tf.variableGrads(loss, [...this.#headAdam.variables, ...(this.#belowAdam?.variables ?? [])]);
    });
    images.dispose();
    const rate = (start: number): number => learningRate(start, this.#step, course.steps, config);
    this.#headAdam.apply(grads, rate(HEAD_RATE));
    if (below) this.#belowAdam?.apply(grads, rate(below.rate));
    this.#step++;
    return value;
  }

  /** Logits [rows, classes] of the images' central views. */
  async *predict(images: ImageSet, rows: Uint32Array): Sliced<Float32Array> {
    const { config, classes, read } = this.#lesson;
    const logits = new Float32Array(rows.length * classes);
    for (const { from, batch } of batches(config, images, rows)) {
      const own = tf.tidy(() => this.#head.logits(read(batch, false), false));
      batch.dispose();
      logits.set(await own.data(), from * classes);
      own.dispose();
      yield { what: 'answers', done: from + batch.shape[0], total: rows.length };
    }
    return logits;
  }

  dispose(): void {
    this.#head.dispose();
    this.#headAdam.dispose();
    this.#belowAdam?.dispose();
  }
}
