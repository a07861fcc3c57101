/** Mean cross-entropies of logits, in forms that never overflow, with their gradients. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from '../gradients/gradient';
import { runKernel, type Operation } from '../operation';

export const SIGMOID_CROSS_ENTROPY = 'SigmoidCrossEntropy';
export const SOFTMAX_CROSS_ENTROPY = 'SoftmaxCrossEntropy';
const SIGMOID_CROSS_ENTROPY_GRAD = 'SigmoidCrossEntropyGrad';
const SOFTMAX_CROSS_ENTROPY_GRAD = 'SoftmaxCrossEntropyGrad';

/** (logits a, labels t in [0, 1], of one shape) → mean of −t log σ(a) − (1 − t) log(1 − σ(a)). */
const sigmoidCrossEntropy: Operation = {
  kernelName: SIGMOID_CROSS_ENTROPY,
  // −t log σ(a) − (1 − t) log(1 − σ(a)) = softplus(a) − a·t
  forward: ({ logits, labels }) => tf.mean(tf.sub(tf.softplus(logits!), tf.mul(logits!, labels!))),
  gradient: gradient(SIGMOID_CROSS_ENTROPY, { inputs: ['logits', 'labels'] }, (dy, [logits, labels]) => ({
    logits: () => runKernel<tf.Tensor>(SIGMOID_CROSS_ENTROPY_GRAD, { dy, logits: logits!, labels: labels! }),
  })),
};

/** (dy scalar, logits, labels) → dy·(σ(logits) − labels) / size. */
const sigmoidCrossEntropyGrad: Operation = {
  kernelName: SIGMOID_CROSS_ENTROPY_GRAD,
  forward: ({ dy, logits, labels }) =>
    tf.mul(tf.sub(tf.sigmoid(logits!), labels!), tf.div(dy!, logits!.size)),
};

interface Attributes {
  /** Index of the class that every row belongs to. */
  readonly label: number;
}

/** (logits [n, k]) → mean of −log softmax(logits)[label]. */
const softmaxCrossEntropy: Operation = {
  kernelName: SOFTMAX_CROSS_ENTROPY,
  forward: ({ logits }, attributes) => {
    const { label } = attributes as unknown as Attributes;
    const [n] = logits!.shape;
    const truth = tf.slice(logits!, [0, label], [n, 1]);
    return tf.mean(tf.sub(tf.logSumExp(logits!, 1, true), truth));
  },
  gradient: gradient(SOFTMAX_CROSS_ENTROPY, { inputs: ['logits'] }, (dy, [logits], attributes) => ({
    logits: () => runKernel<tf.Tensor>(SOFTMAX_CROSS_ENTROPY_GRAD, { dy, logits: logits! }, attributes),
  })),
};

/** (dy scalar, logits [n, k]) → dy·(softmax(logits) − one-hot(label)) / n. */
const softmaxCrossEntropyGrad: Operation = {
  kernelName: SOFTMAX_CROSS_ENTROPY_GRAD,
  forward: ({ dy, logits }, attributes) => {
    const { label } = attributes as unknown as Attributes;
    const [n, k] = logits!.shape as [number, number];
    const truth = tf.tensor2d(
      Array.from({ length: k }, (_, i) => (i === label ? 1 : 0)),
      [1, k],
    );
    return tf.mul(tf.sub(tf.softmax(logits!), truth), tf.div(dy!, n));
  },
};

export const crossEntropyOperations: readonly Operation[] = [
  sigmoidCrossEntropy,
  sigmoidCrossEntropyGrad,
  softmaxCrossEntropy,
  softmaxCrossEntropyGrad,
];
