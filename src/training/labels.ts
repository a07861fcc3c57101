/** A step of a network whose batch comes with a label for each example, as methods draw them. */
import * as tf from '@tensorflow/tfjs-core';
import { keepAll } from '../kernels/tape';
import type { Adam } from './adam';
import type { DrawnBatch } from './method';

/** Mean over examples of −log P(label), in nats. @param logits [n, k] @param labels [n], int32 */
export function labelLoss(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const right = tf.oneHot(labels, logits.shape[1]);
  return tf.mul(tf.sum<tf.Scalar>(tf.mul(tf.logSoftmax(logits), right)), -1 / logits.shape[0]);
}

/** Share of the examples whose most probable label is the right one. */
export function labelAccuracy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32'));
}

export function labelTensor(labels: DrawnBatch['labels']): tf.Tensor1D {
  return tf.tensor1d(Int32Array.from(labels), 'int32');
}

interface Learner {
  readonly adam: Adam;
  readonly rate: number;
  /** Of the batch, in training. */
  readonly logits: () => tf.Tensor2D;
}

/** One update. To be called within tf.tidy. @returns loss and accuracy before it, on the device */
export function learnLabels(
  { adam, rate, logits }: Learner,
  drawn: DrawnBatch['labels'],
): Record<'loss' | 'accuracy', tf.Scalar> {
  const labels = labelTensor(drawn);
  let kept: tf.Scalar | null = null;
  const { value: loss, grads } = tf.variableGrads(() => {
    const told = logits();
    ({ kept } = keepAll({ kept: labelAccuracy(told, labels) }));
    return labelLoss(told, labels);
  }, adam.variables);
  adam.apply(grads, rate);
  const accuracy = tf.clone(kept!);
  tf.dispose(kept!);
  return { loss, accuracy };
}
