/** The building blocks that E, D, R and C share: specs and forward passes of convolution and normalisation. */
import * as tf from '@tensorflow/tfjs-core';
import { addBias, batchNormInference, batchNormTraining, conv2d } from '../kernels/ops';
import type { Initializer, Parameters, ParameterSpec } from './parameters';

/**
 * Where batch normalisation takes its statistics from.
 * `training`: the batch, and the moving averages follow. `batch`: the batch only. `inference`: the averages. `estimate`:
 * the batch, whose statistics take the averages' place.
 */
export type NormMode = 'training' | 'batch' | 'inference' | 'estimate';

/** Decay of the moving averages and ε, for all networks [C]. */
const NORM_DECAY = 0.975;
export const NORM_EPSILON = 1e-3;

/** A kernel [k, k, in / groups, out] or [in, out]. */
export function kernelSpec(
  name: string,
  shape: readonly number[],
  init: Initializer,
  groups = 1,
): ParameterSpec {
  return { name: `${name}/kernel`, shape, init, groups, trainable: true, decays: true };
}

/** The kernel of `enlarge`: the four phases of a 4×4 kernel of stride 2, each a 2×2 kernel of stride 1. */
export function enlargingSpec(name: string, input: number, output: number): ParameterSpec {
  return kernelSpec(name, [2, 2, input, 4 * output], 'he', 4);
}

export function biasSpec(name: string, channels: number, init = 0): ParameterSpec {
  return { name: `${name}/bias`, shape: [channels], init, trainable: true, decays: false };
}

/** β, γ unless `scale` is false, and the moving mean and variance. */
export function normSpecs(name: string, channels: number, scale = true): ParameterSpec[] {
  const vector = { shape: [channels], decays: false };
  const specs: ParameterSpec[] = [
    { ...vector, name: `${name}/beta`, init: 0, trainable: true },
    { ...vector, name: `${name}/mean`, init: 0, trainable: false },
    { ...vector, name: `${name}/variance`, init: 1, trainable: false },
  ];
  if (scale) specs.unshift({ ...vector, name: `${name}/gamma`, init: 1, trainable: true });
  return specs;
}

/**
 * Batch normalisation of the parameters `name/…` over all axes but the last, then a leaky ReLU if a slope is given
 * (0: ReLU).
 *
 * @param sides 2: each half of the batch has statistics of its own, and the moving averages follow their mean; an
 *   estimate is of the whole batch
 */
export function normalize<T extends tf.Tensor2D | tf.Tensor4D>(
  parameters: Parameters,
  name: string,
  x: T,
  mode: NormMode,
  slope = 1,
  sides: 1 | 2 = 1,
): T {
  const gamma = parameters.has(`${name}/gamma`) ? parameters.get<tf.Rank.R1>(`${name}/gamma`) : null;
  const beta = parameters.get<tf.Rank.R1>(`${name}/beta`);
  const movingMean = parameters.get<tf.Rank.R1>(`${name}/mean`);
  const movingVariance = parameters.get<tf.Rank.R1>(`${name}/variance`);
  if (mode === 'inference') {
    return batchNormInference(x, movingMean, movingVariance, gamma, beta, NORM_EPSILON, slope);
  }
  if (mode === 'estimate') {
    const { mean, variance } = tf.moments(x, [...x.shape.keys()].slice(0, -1)) as Record<string, tf.Tensor1D>;
    movingMean.assign(mean!);
    movingVariance.assign(variance!);
    return batchNormInference(x, mean!, variance!, gamma, beta, NORM_EPSILON, slope);
  }
  const parts = sides === 1 ? [x] : tf.split<T>(x, sides, 0);
  const normalized = parts.map((part) => batchNormTraining(part, gamma, beta, NORM_EPSILON, slope));
  if (mode === 'training') {
    follow(movingMean, meanOf(normalized.map(({ mean }) => mean)));
    follow(movingVariance, meanOf(normalized.map(({ variance }) => variance)));
  }
  const ys = normalized.map(({ y }) => y);
  return ys.length === 1 ? ys[0]! : tf.concat<T>(ys, 0);
}

function meanOf(vectors: readonly tf.Tensor1D[]): tf.Tensor1D {
  return vectors.length === 1 ? vectors[0]! : tf.div(tf.addN([...vectors]), vectors.length);
}

function follow(average: tf.Variable<tf.Rank.R1>, value: tf.Tensor1D): void {
  tf.tidy(() => average.assign(tf.add(tf.mul(average, NORM_DECAY), tf.mul(value, 1 - NORM_DECAY))));
}

/**
 * Transposed 4×4 convolution of stride 2, SAME: output 2j + a sees the inputs j − 1 + a and j + a along each axis, so
 * that it is an ordinary 2×2 convolution whose channels are the four phases (a, b), interleaved.
 *
 * @param kernel [2, 2, c, 4f], phases in the order (0, 0), (0, 1), (1, 0), (1, 1)
 * @returns [n, 2h, 2w, f]
 */
export function enlarge(z: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D {
  const [n, h, w] = z.shape;
  const f = kernel.shape[3] / 4;
  const before: [number, number] = [1, 0];
  const padded = tf.pad(z, [[0, 0], before, before, [0, 0]]);
  const phases = conv2d(padded, kernel, 1); // [n, h + 1, w + 1, 4f]
  const phase = (a: number, b: number): tf.Tensor4D =>
    tf.slice(phases, [0, a, b, (2 * a + b) * f], [n, h, w, f]);
  const row = (a: number): tf.Tensor3D =>
    tf.reshape(tf.concat([phase(a, 0), phase(a, 1)], 3), [n, h, 2 * w * f]);
  return tf.reshape(tf.concat([row(0), row(1)], 2), [n, 2 * h, 2 * w, f]);
}

/** A fully connected layer, then a leaky ReLU if a slope is given (0: ReLU). @param x [n, in] @returns [n, out] */
export function dense(network: Parameters, name: string, x: tf.Tensor2D, slope?: number): tf.Tensor2D {
  const product = tf.matMul<tf.Tensor2D>(x, network.get<tf.Rank.R2>(`${name}/kernel`));
  return addBias(product, network.get<tf.Rank.R1>(`${name}/bias`), slope);
}
