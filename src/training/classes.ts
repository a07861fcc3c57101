/** A step of a classifier whose batch is made of parts, one for each class. */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { softmaxCrossEntropy } from '../kernels/ops';
import { keepAll } from '../kernels/tape';
import { classLogits, headInputs, type ClassifierShape } from '../networks/classifier';
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

interface Classifier {
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
interface Learnt {
  /** Mean over the batch of −log P(the right class), in nats. */
  readonly loss: tf.Scalar;
  /** Share of the batch whose most probable class is the right one. */
  readonly accuracy: tf.Scalar;
  /** How many that are of each part, [parts]. */
  readonly hits: tf.Tensor1D;
}

/** One update of C on all parts together. To be called within tf.tidy. */
export function learnClasses(
  { C, adam, config, last, random, rate }: Classifier,
  parts: readonly Part[],
): Learnt {
  const batch = tf.concat(
    parts.map(({ images }) => images),
    0,
  );
  const dropout =
    config.dropout > 0 ? drawDropout(random, batch.shape[0], headInputs(config), config.dropout) : null;
  let kept: tf.Tensor1D | null = null;
  const { value: loss, grads } = tf.variableGrads(() => {
    const logits = classLogits(C, config, last, batch, { mode: 'training', dropout });
    ({ kept } = keepAll({ kept: hitsOf(logits, parts) }));
    return crossEntropy(logits, parts);
  }, adam.variables);
  adam.apply(grads, rate);
  const hits = tf.clone(kept!);
  tf.dispose(kept!);
  return { loss, accuracy: tf.div(tf.sum<tf.Scalar>(hits), batch.shape[0]), hits };
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
