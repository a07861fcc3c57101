/**
 * The patch discriminator D: five convolutions, a sum over what is left of the patch, and a score. All weights are divided by
 * their spectral norm (Miyato et al., ICLR 2018): σ of each, as a matrix [inputs, outputs], by one step of power iteration from
 * the left vector u of the step before, which is a parameter that nothing trains. Sizes are the authors’ code’s.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addBias, conv2d } from '../../../kernels/ops';
import { biasSpec, kernelSpec } from '../../../networks/layers';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';
import { channels } from '../../../schema/sizes';
import type { TransformationsConfig } from '../network';

/** Sides of the kernels, strides, and output channels at full width [C]. */
const LAYERS = [
  { kernel: 3, stride: 1, filters: 64 },
  { kernel: 4, stride: 2, filters: 64 },
  { kernel: 3, stride: 1, filters: 128 },
  { kernel: 4, stride: 2, filters: 128 },
  { kernel: 3, stride: 1, filters: 256 },
] as const;
/** Of the score. */
const LAST = LAYERS.length + 1;
/** Slope of the activations below zero [C]. */
const LEAK = 0.1;
/** Below what length a vector is left as it is. */
const TINY = 1e-12;

type DiscriminatorConfig = Pick<TransformationsConfig, 'size' | 'packing'>;

export function patchDiscriminatorSpecs({ size, packing }: DiscriminatorConfig): ParameterSpec[] {
  let input = 3 * packing;
  const convolutions = LAYERS.flatMap(({ kernel, filters }, i) => {
    const output = channels(size, 'autoencoder', filters);
    const specs = normalizedSpecs(`D/${i + 1}`, [kernel, kernel, input, output]);
    input = output;
    return specs;
  });
  return [...convolutions, ...normalizedSpecs(`D/${LAST}`, [input, 1])];
}

function normalizedSpecs(name: string, shape: readonly number[]): ParameterSpec[] {
  const outputs = shape.at(-1)!;
  return [
    kernelSpec(name, shape, 'xavier'),
    biasSpec(name, outputs),
    { name: `${name}/u`, shape: [1, outputs], init: 'he', trainable: false, decays: false },
  ];
}

/** How often the output of layer D_i has been halved. */
export function halvingsOf(i: number): number {
  return LAYERS.slice(0, i).filter(({ stride }) => stride === 2).length;
}

/** Vectors of one layer’s largest singular value: v [1, inputs], u [1, outputs]. */
export interface Directions {
  readonly v: tf.Tensor2D;
  readonly u: tf.Tensor2D;
}

/**
 * One step of power iteration for each layer, from the first on: v ← W u, u ← Wᵀ v, both of length 1. Not differentiated.
 *
 * @param keep whether the next step shall go on from here
 */
export function findDirections(D: Parameters, keep: boolean): Directions[] {
  return Array.from({ length: LAST }, (_, i) => {
    const name = `D/${i + 1}`;
    const u = D.get<tf.Rank.R2>(`${name}/u`);
    const found = nextDirections(matrixOf(D, name), u);
    if (keep) u.assign(found.u);
    return found;
  });
}

/** @param W [inputs, outputs] @param u [1, outputs] of any length but 0 */
export function nextDirections(W: tf.Tensor2D, u: tf.Tensor2D): Directions {
  const v = unit(tf.reshape(tf.matMul(W, tf.reshape(u, [-1, 1])), [1, -1]));
  return { v, u: unit(tf.matMul(v, W)) };
}

function unit(x: tf.Tensor2D): tf.Tensor2D {
  return tf.div(x, tf.maximum(tf.sqrt(tf.sum(tf.square(x))), TINY));
}

function matrixOf(D: Parameters, name: string): tf.Tensor2D {
  const kernel = D.get(`${name}/kernel`);
  return tf.reshape(kernel, [-1, kernel.shape.at(-1)!]);
}

/** W / σ, σ = vᵀ W u; differentiable by W, for which u and v are constants. */
function normalizedKernel<R extends tf.Rank>(
  D: Parameters,
  name: string,
  { v, u }: Directions,
): tf.Tensor<R> {
  const sigma = tf.sum(tf.mul(tf.matMul(v, matrixOf(D, name)), u));
  return tf.div(D.get(`${name}/kernel`), sigma);
}

/**
 * Scores [m], above 0 for what is taken for real.
 *
 * @param patches [n, side, side, 3] in [−1, 1]
 */
export function scoresOf(
  D: Parameters,
  { packing }: Pick<TransformationsConfig, 'packing'>,
  directions: readonly Directions[],
  patches: tf.Tensor4D,
): tf.Tensor1D {
  const bias = (name: string) => D.get<tf.Rank.R1>(`${name}/bias`);
  const z = LAYERS.reduce(
    (x, { stride }, i) => {
      const name = `D/${i + 1}`;
      const kernel = normalizedKernel<tf.Rank.R4>(D, name, directions[i]!);
      return addBias(conv2d(x, kernel, stride), bias(name), LEAK);
    },
    packed(patches, packing),
  );
  const name = `D/${LAST}`;
  const weights = normalizedKernel<tf.Rank.R2>(D, name, directions[LAST - 1]!);
  const scores = tf.add(tf.matMul(tf.sum<tf.Tensor2D>(z, [1, 2]), weights), bias(name));
  return tf.reshape(scores, [-1]);
}

/**
 * Two patches as one of six channels, so that D sees whether they differ enough (Lin et al., PacGAN): each of the first half
 * with one of the second, [⌈n/2⌉, side, side, 6]. Of an odd number the first is seen twice.
 */
export function packed(patches: tf.Tensor4D, packing: TransformationsConfig['packing']): tf.Tensor4D {
  if (packing === 1) return patches;
  const [n] = patches.shape;
  const half = Math.ceil(n / 2);
  const part = (from: number, count: number): tf.Tensor4D[] =>
    count > 0 ? [tf.slice(patches, [from, 0, 0, 0], [count, -1, -1, -1])] : [];
  const second = [...part(half, n - half), ...part(0, 2 * half - n)];
  return tf.concat([...part(0, half), tf.concat(second, 0)], 3);
}
