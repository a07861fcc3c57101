/** z + gate ⊙ change, a gate for each pixel: the sum of eq. (1), in one pass. */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from '../gradients/gradient';
import { runKernel, type Operation } from '../operation';

export const GATED_ADD = 'GatedAdd';
const GATE_MULTIPLY = 'GateMultiply';

/** (z [n, h, w, c], change [n, h, w, c], gate [n, h, w, 1]) → z + gate ⊙ change; no gradient reaches the gate. */
const gatedAdd: Operation = {
  kernelName: GATED_ADD,
  forward: ({ z, change, gate }) => tf.add(z!, tf.mul(gate!, change!)),
  gradient: gradient(GATED_ADD, { inputs: ['gate'] }, (dy, [gate]) => ({
    z: () => tf.clone(dy),
    change: () => runKernel<tf.Tensor>(GATE_MULTIPLY, { dy, gate: gate! }),
  })),
};

/** (dy [n, h, w, c], gate [n, h, w, 1]) → gate ⊙ dy. */
const gateMultiply: Operation = {
  kernelName: GATE_MULTIPLY,
  forward: ({ dy, gate }) => tf.mul(gate!, dy!),
};

export const gatedAddOperations: readonly Operation[] = [gatedAdd, gateMultiply];
