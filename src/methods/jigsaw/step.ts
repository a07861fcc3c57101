/** One step: a puzzle of each image, and the network taught to tell in which order its tiles lie. */
import * as tf from '@tensorflow/tfjs-core';
import { keepAll } from '../../kernels/tape';
import type { Step } from '../../training/method';
import type { StepMetrics } from '../../training/stepMetrics';
import { solve, type JigsawConfig } from './network';

export function jigsawStep({
  networks: { C },
  work,
  config,
  images: tiles,
  labels,
  rates,
}: Step<JigsawConfig>): StepMetrics {
  const adam = work.optimisers['C']!;
  return tf.tidy(() => {
    const orders = tf.tensor1d(Int32Array.from(labels!), 'int32');
    let kept: tf.Scalar | null = null;
    const { value: loss, grads } = tf.variableGrads(() => {
      const logits = solve(C!, config, tiles, { mode: 'training' });
      ({ kept } = keepAll({ kept: toldRight(logits, orders) }));
      return orderLoss(logits, orders);
    }, adam.variables);
    adam.apply(grads, rates['learningRate']!);
    const accuracy = tf.clone(kept!);
    tf.dispose(kept!);
    const { permutations } = config;
    return {
      ...{ loss, guessLoss: tf.scalar(Math.log(permutations)) },
      ...{ accuracy, chance: tf.scalar(1 / permutations) },
    };
  });
}

/** Mean over puzzles of −log P(the order in which they lie), in nats. @param logits [n, N] @param orders [n] */
export function orderLoss(logits: tf.Tensor2D, orders: tf.Tensor1D): tf.Scalar {
  const right = tf.oneHot(orders, logits.shape[1]);
  return tf.mul(tf.sum<tf.Scalar>(tf.mul(tf.logSoftmax(logits), right)), -1 / logits.shape[0]);
}

/** Share of the puzzles whose most probable order is the right one. */
export function toldRight(logits: tf.Tensor2D, orders: tf.Tensor1D): tf.Scalar {
  return tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), orders), 'float32'));
}
