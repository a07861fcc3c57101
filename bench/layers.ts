/** Single layers to time: the model's convolutions, forward and backward, and its other operations. */
import * as tf from '@tensorflow/tfjs-core';
import type { Config } from '../src/experiments/config';
import * as ops from '../src/kernels/ops';
import { layerCosts, type LayerCost } from './cost';
import type { Candidate } from './timing';

export interface TimedLayer extends Candidate {
  /** FLOP of one run; 0 for operations that are counted by time only. */
  readonly flop: number;
}

/** Waits for the device by reading one number of the result. */
async function finish(work: () => tf.Tensor): Promise<void> {
  const one = tf.tidy(() => {
    const result = work();
    return tf.slice(tf.reshape(result, [result.size]), 0, 1);
  });
  await one.data();
  one.dispose();
}

/** The model's unstrided 3×3 convolutions of E, D and R, forward: the yardstick of a step. */
export function yardsticks(config: Config, batch: number): TimedLayer[] {
  const { D, R } = layerCosts(config);
  const layers = [...D, ...R.filter(({ name }) => name.includes('last'))];
  return layers.map((layer) => convolution(layer, batch, 'forward'));
}

/** Every convolution of E, D and C, forward and backward, and the other operations at the largest maps they see. */
export function singleLayers(config: Config, batch: number): TimedLayer[] {
  const { E, D, C } = layerCosts(config);
  const convolutions = [...E, ...D, ...C].filter(({ shape }) => shape.length === 4);
  const passes = ['forward', 'dX', 'dW'] as const;
  return [
    ...convolutions.flatMap((layer) => passes.map((pass) => convolution(layer, batch, pass))),
    ...otherOperations(config, batch),
  ];
}

function convolution(layer: LayerCost, batch: number, pass: 'forward' | 'dX' | 'dW'): TimedLayer {
  const [kernel, , channels, filters] = layer.shape as [number, number, number, number];
  const stride = strideOf(layer.name, kernel);
  const groups = /conv[245]/.test(layer.name) ? 2 : 1;
  const side = layer.side * stride;
  const x = tf.randomNormal<tf.Rank.R4>([batch, side, side, channels * groups]);
  const filter = tf.randomNormal<tf.Rank.R4>([kernel, kernel, channels, filters]);
  const dy = tf.randomNormal<tf.Rank.R4>([batch, layer.side, layer.side, filters]);
  const byInput = tf.grad((x) => ops.conv2d(x as tf.Tensor4D, filter, stride, groups));
  const byFilter = tf.grad((filter) => ops.conv2d(x, filter as tf.Tensor4D, stride, groups));
  const forward = () => ops.conv2d(x, filter, stride, groups);
  // A gradient cannot be had without its forward pass; its cost is counted in.
  const work = { forward, dX: () => byInput(x, dy), dW: () => byFilter(filter, dy) }[pass];
  const passes = pass === 'forward' ? 1 : 2;
  return {
    name: `${layer.name.replace('/kernel', '')} ${passes === 2 ? 'forward + ' : ''}${pass}`,
    flop: 2 * layer.macs * batch * passes,
    run: () => finish(work),
  };
}

function strideOf(name: string, kernel: number): number {
  if (name.startsWith('C/conv1')) return 4;
  return name.startsWith('E/') && (kernel === 2 || !name.startsWith('E/1')) ? 2 : 1;
}

function otherOperations(config: Config, batch: number): TimedLayer[] {
  const { E, D, C } = layerCosts(config);
  const input = ({ side, shape }: LayerCost) =>
    tf.randomNormal<tf.Rank.R4>([batch, side, side, shape.at(-1)!]);
  const wide = input(E[0]!);
  const coarse = input(D[2]!);
  const conv1 = input(C[0]!);
  const pooled = ops.maxPool(conv1);
  const beta = tf.zeros<tf.Rank.R1>([wide.shape[3]]);
  const cases: [string, tf.Tensor4D, (x: tf.Tensor4D) => tf.Tensor][] = [
    ['batch norm', wide, (x) => ops.batchNormTraining(x, null, beta, 1e-3).y],
    ['leaky ReLU', wide, (x) => ops.leakyRelu(x, 0.1)],
    ['upsample', coarse, (x) => ops.upsample2x(x)],
    ['max pool', conv1, (x) => ops.maxPool(x)],
    ['local response norm', pooled, (x) => ops.localResponseNorm(x)],
  ];
  return cases.flatMap(([name, x, op]) => {
    const gradient = tf.grad((x) => op(x as tf.Tensor4D));
    const label = `${name} [${x.shape.join(', ')}]`;
    return [
      { name: `${label} forward`, flop: 0, run: () => finish(() => op(x)) },
      { name: `${label} forward + dX`, flop: 0, run: () => finish(() => gradient(x)) },
    ];
  });
}
