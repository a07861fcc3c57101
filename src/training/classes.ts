/** A step of a classifier whose batch is made of parts, one for each class. */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { softmaxCrossEntropy } from '../kernels/ops';
import { keepAll } from '../kernels/tape';
import { classLogits, headInputs, type ClassifierShape } from '../networks/classifier';
import type { NormMode } from '../networks/layers';
import type { Parameters } from '../networks/parameters';
import type { Adam } from './adam';
import { drawDropout } from './dropout';

/** Images of a batch that are of one class. */
export interface Part {
  /** The class. */
  readonly label: number;
  /** [n, p, p, 3] in [−1, 1], n > 0. */
  readonly images: tf.Tensor4D;
}

export interface Classifier {
  readonly C: Parameters;
  readonly adam: Adam;
  readonly config: ClassifierShape & { readonly dropout: number };
  /** The layer of the logits. */
  readonly last: string;
  /** What dropout is drawn from. */
  readonly random: Random;
  readonly rate: number;
}

/** Of a step, before its update; on the device. */
export interface Learnt {
  /** Mean over the batch of −log P(the right class), in nats. */
  readonly loss: tf.Scalar;
  /** Share of the batch whose most probable class is the right one. */
  readonly accuracy: tf.Scalar;
  /** How many that are of each part, [parts]. */
  readonly hits: tf.Tensor1D;
}

/** One update of C on all parts together. To be called within tf.tidy. */
export function learnClasses(classifier: Classifier, parts: readonly Part[]): Learnt {
  const { adam, rate } = classifier;
  // Before the tape, which would keep every part beside the whole.
  const shown = showParts(classifier, parts);
  let kept: { accuracy: tf.Scalar; hits: tf.Tensor1D } | null = null;
  const { value: loss, grads } = tf.variableGrads(() => {
    const { loss, accuracy, hits } = classifierLoss(classifier, parts, shown, 'training');
    kept = keepAll({ accuracy, hits });
    return loss;
  }, adam.variables);
  adam.apply(grads, rate);
  const told = { accuracy: tf.clone(kept!.accuracy), hits: tf.clone(kept!.hits) };
  tf.dispose(kept!);
  return { loss, ...told };
}

/** What C is shown of a batch. */
interface Shown {
  /** All parts, one after the other. */
  readonly batch: tf.Tensor4D;
  /** Factors for what the last layer reads. */
  readonly dropout: tf.Tensor2D | null;
}

export function showParts(
  { config, random }: Pick<Classifier, 'config' | 'random'>,
  parts: readonly Part[],
): Shown {
  const batch = tf.concat(
    parts.map(({ images }) => images),
    0,
  );
  const dropout =
    config.dropout > 0 ? drawDropout(random, batch.shape[0], headInputs(config), config.dropout) : null;
  return { batch, dropout };
}

/** The loss of C on all parts together, to be differentiated, and how it told them. */
export function classifierLoss(
  { C, config, last }: Pick<Classifier, 'C' | 'config' | 'last'>,
  parts: readonly Part[],
  { batch, dropout }: Shown,
  mode: NormMode,
): Learnt {
  const logits = classLogits(C, config, last, batch, { mode, dropout });
  const hits = hitsOf(logits, parts);
  return {
    loss: crossEntropy(logits, parts),
    accuracy: tf.div(tf.sum<tf.Scalar>(hits), batch.shape[0]),
    hits,
  };
}

function crossEntropy(logits: tf.Tensor2D, parts: readonly Part[]): tf.Scalar {
  const terms = perPart(logits, parts, (own, { label, images }) =>
    tf.mul<tf.Scalar>(softmaxCrossEntropy(own, label), images.shape[0] / logits.shape[0]),
  );
  return terms.reduce((sum, term) => tf.add<tf.Scalar>(sum, term));
}

function hitsOf(logits: tf.Tensor2D, parts: readonly Part[]): tf.Tensor1D {
  const hits = perPart(logits, parts, (own, { label }) =>
    tf.sum<tf.Scalar>(tf.cast(tf.equal(tf.argMax(own, 1), tf.scalar(label, 'int32')), 'float32')),
  );
  return tf.stack(hits) as tf.Tensor1D;
}

function perPart<T>(
  logits: tf.Tensor2D,
  parts: readonly Part[],
  of: (own: tf.Tensor2D, part: Part) => T,
): T[] {
  let from = 0;
  return parts.map((part) => {
    const count = part.images.shape[0];
    const own = tf.slice(logits, [from, 0], [count, -1]);
    from += count;
    return of(own, part);
  });
}
