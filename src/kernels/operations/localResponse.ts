/** Local response normalisation across channels, its gradient by matrix products, which are fast everywhere. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from '../gradients/gradient';
import { runKernel, type Operation } from '../operation';

export const LOCAL_RESPONSE = 'LocalResponse';
const LOCAL_RESPONSE_GRAD = 'LocalResponseGrad';

interface Attributes {
  readonly radius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

/** (x [n, h, w, c]) → y_i = x_i · s_i^−β with s = bias + α·W(x²), W summing over channels at most `radius` apart. */
const localResponse: Operation = {
  kernelName: LOCAL_RESPONSE,
  forward: ({ x }, attributes) => {
    const { radius, bias, alpha, beta } = attributes as unknown as Attributes;
    return tf.localResponseNormalization(x as tf.Tensor4D, radius, bias, alpha, beta);
  },
  gradient: gradient(LOCAL_RESPONSE, { inputs: ['x'] }, (dy, [x], attributes) => ({
    x: () => runKernel<tf.Tensor>(LOCAL_RESPONSE_GRAD, { dy, x: x! }, attributes),
  })),
};

/** (dy, x) → dx = dy·s^−β − 2αβ·x·W(dy·x·s^−(β+1)), W being symmetric. */
const localResponseGrad: Operation = {
  kernelName: LOCAL_RESPONSE_GRAD,
  forward: ({ dy, x }, attributes) => {
    const { radius, bias, alpha, beta } = attributes as unknown as Attributes;
    const channels = x!.shape.at(-1)!;
    const reach = Math.min(radius, channels);
    const band = tf.linalg.bandPart(tf.ones<tf.Rank.R2>([channels, channels]), reach, reach);
    const window = (map: tf.Tensor): tf.Tensor =>
      tf.reshape(tf.matMul(tf.reshape(map, [-1, channels]), band), x!.shape);
    const s = tf.add(tf.mul(window(tf.square(x!)), alpha), bias);
    const direct = tf.mul(dy!, tf.pow(s, -beta));
    const around = window(tf.div(tf.mul(direct, x!), s));
    return tf.sub(direct, tf.mul(tf.mul(x!, around), 2 * alpha * beta));
  },
};

export const localResponseOperations: readonly Operation[] = [localResponse, localResponseGrad];
