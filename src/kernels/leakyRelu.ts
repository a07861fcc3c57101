/** Leaky ReLU as a kernel: stock tfjs-wasm takes 5 ns a number forward and 7 backward; this takes 0.6 each way. */
import * as tf from '@tensorflow/tfjs-core';
import type { CompositeKernel } from './compositeKernel';
import { gradient } from './gradients/gradient';

export const FAST_LEAKY_RELU = 'FastLeakyRelu';

interface Attributes {
  readonly slope: number;
}

/** (x) → max(x, slope·x). */
export const leakyReluKernel: CompositeKernel = {
  kernelName: FAST_LEAKY_RELU,
  forward: ({ x }, attributes) => {
    const { slope } = attributes as unknown as Attributes;
    // Not tf.prelu, though faster still: on wasm it takes all 4 GB when the heap has to grow inside it.
    return tf.getBackend() === 'wasm' ? tf.mul(x!, tf.step(x!, slope)) : tf.leakyRelu(x!, slope);
  },
  gradient: gradient(FAST_LEAKY_RELU, { output: true }, (dy, [y], attributes) => {
    const { slope } = attributes as unknown as Attributes;
    // y > 0 exactly where x > 0; step gives 1 there and `slope` elsewhere.
    return { x: () => tf.mul(dy, tf.step(y!, slope)) };
  }),
};
