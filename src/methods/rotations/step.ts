/** One step of RotNet: each image turned by all four rotations, or by one of them, and C taught to tell which. */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../base/random';
import { softmaxCrossEntropy } from '../../kernels/ops';
import { keepAll } from '../../kernels/tape';
import { drawDropout } from '../../training/dropout';
import type { Step } from '../../training/method';
import type { StepMetrics } from '../../training/stepMetrics';
import { TURNS } from './about';
import { classify, headInputs, turned, type RotationsConfig } from './network';

/** Images of a batch that are turned alike. */
interface Part {
  /** Place in TURNS: the class. */
  readonly turn: number;
  /** [n, p, p, 3], turned. */
  readonly images: tf.Tensor4D;
}

export function rotationsStep({ networks, work, config, images, rates }: Step<RotationsConfig>): StepMetrics {
  const C = networks['C']!;
  const adam = work.optimisers['C']!;
  return tf.tidy(() => {
    const parts = partsOf(images, config, work.random['rotations']!);
    const batch = tf.concat(
      parts.map((part) => part.images),
      0,
    );
    const dropout =
      config.dropout > 0
        ? drawDropout(work.random['dropout']!, batch.shape[0], headInputs(config), config.dropout)
        : null;
    let accuracy: tf.Scalar | null = null;
    const { value: loss, grads } = tf.variableGrads(() => {
      const logits = classify(C, config, batch, 'training', dropout);
      ({ accuracy } = keepAll({ accuracy: accuracyOf(logits, parts) }));
      return crossEntropy(logits, parts);
    }, adam.variables);
    adam.apply(grads, rates['learningRate']!);
    return { loss, accuracy: accuracy! };
  });
}

/** The images by how they are turned; no part is empty. */
export function partsOf(
  images: tf.Tensor4D,
  { turns }: Pick<RotationsConfig, 'turns'>,
  random: Random,
): Part[] {
  if (turns === 'all') return TURNS.map((_, turn) => ({ turn, images: turned(images, turn) }));
  const drawn = Array.from({ length: images.shape[0] }, () => random.integer(TURNS.length));
  return TURNS.flatMap((_, turn) => {
    const own = drawn.flatMap((other, i) => (other === turn ? [i] : []));
    return own.length === 0 ? [] : [{ turn, images: turned(tf.gather(images, own), turn) }];
  });
}

/** Mean over the batch of −log P(the right rotation). */
function crossEntropy(logits: tf.Tensor2D, parts: readonly Part[]): tf.Scalar {
  const terms = perPart(logits, parts, (own, { turn, images }) =>
    tf.mul<tf.Scalar>(softmaxCrossEntropy(own, turn), images.shape[0] / logits.shape[0]),
  );
  return terms.reduce((sum, term) => tf.add<tf.Scalar>(sum, term));
}

/** Share of the batch whose most probable rotation is the right one. */
function accuracyOf(logits: tf.Tensor2D, parts: readonly Part[]): tf.Scalar {
  const hits = perPart(logits, parts, (own, { turn }) =>
    tf.sum(tf.cast(tf.equal(tf.argMax(own, 1), tf.scalar(turn, 'int32')), 'float32')),
  );
  return tf.div(tf.addN(hits), logits.shape[0]);
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
