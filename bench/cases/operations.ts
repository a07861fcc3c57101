/**
 * The operations that move bytes rather than compute, at the largest maps they see, and references: a square matrix
 * product and, for traffic, an addition and a leaky ReLU, the simplest pass over a map that there is.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../../src/methods/artifacts/config';
import { cellsPerSide, channels, SIZES } from '../../src/schema/sizes';
import * as ops from '../../src/kernels/ops';
import { NORM_EPSILON } from '../../src/networks/layers';
import * as stock from '../stock/layers';
import type { Case } from '../timing';
import { backwardCase, forwardCase, type Op, type Subject } from './case';

const FLOAT = 4;
const LEAKY_SLOPE = 0.1;

const PRODUCT_REFERENCE = 'square matrix product';
export const TRAFFIC_REFERENCES: readonly string[] = ['addition control, ours twice', 'leaky ReLU'];

/** Yardsticks of work and of traffic. */
export function referenceCases(config: ArtifactsConfig): Case[] {
  const side = { tiny: 256, small: 512, laptop: 512, stl10: 1024, imagenet: 1024 }[config.size];
  const matrix: Op = ([a, b]) => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D);
  const addition: Op = ([a, b]) => tf.add(a!, b!);
  const map = widestMap(config);
  return [
    forwardCase({
      name: PRODUCT_REFERENCE,
      kind: 'matrix product',
      detail: `${side}×${side} · ${side}×${side}`,
      flop: 2 * side ** 3,
      bytes: null,
      inputs: [
        [side, side],
        [side, side],
      ],
      ours: matrix,
      stock: matrix,
    }),
    forwardCase({
      ...streaming('addition control, ours twice', map, 3),
      kind: 'control',
      control: 'ours',
      inputs: [map, map],
      ours: addition,
      stock: addition,
    }),
    forwardCase({
      ...streaming('leaky ReLU', map, 2),
      inputs: [map],
      ours: ([x]) => ops.leakyRelu(x!, LEAKY_SLOPE),
      stock: ([x]) => stock.activation(x!, LEAKY_SLOPE),
    }),
  ];
}

/** Output of E1. */
function widestMap(config: ArtifactsConfig): number[] {
  const { pixels } = SIZES[config.size];
  return [config.batchSize, pixels, pixels, channels(config.size, 'autoencoder', 32)];
}

/** A row of an operation that reads and writes `passes` times as many numbers as `shape` has. */
function streaming(name: string, shape: readonly number[], passes: number) {
  const size = shape.reduce((product, side) => product * side, 1);
  return {
    name,
    kind: 'operation' as const,
    detail: `[${shape.join(', ')}]`,
    flop: null,
    bytes: size * passes * FLOAT,
  };
}

/** Each operation forward and backward. */
export function operationCases(config: ArtifactsConfig): Case[] {
  const { size, batchSize: batch } = config;
  const { pixels } = SIZES[size];
  const side = cellsPerSide(size);
  const conv1 = [batch, 4 * side, 4 * side, channels(size, 'trunk', 96)];
  const pooled = [batch, 2 * side, 2 * side, channels(size, 'trunk', 96)];
  const coarse = [batch, pixels / 2, pixels / 2, channels(size, 'autoencoder', 64)];
  const cells = [batch, side, side, 1];
  const map =
    (f: (x: tf.Tensor4D) => tf.Tensor): Op =>
    ([x]) =>
      f(x as tf.Tensor4D);
  return [
    // Read once for the statistics and once to normalise; backward reads x and dY once for the sums and once more.
    ...bothWays('BN in training + leaky ReLU', widestMap(config), [3, 5], normalization(config)),
    ...bothWays('bilinear ×2', coarse, [5, 5], {
      ours: map(ops.upsample2x),
      stock: map(stock.upsample2x),
    }),
    // Backward reads x, y and dY, the latter two a quarter as large.
    ...bothWays('max-pool', conv1, [1.25, 2.5], { ours: map(ops.maxPool), stock: map(stock.maxPool) }),
    ...bothWays('LRN', pooled, [2, 3], {
      ours: map(ops.localResponseNorm),
      stock: map(stock.localResponseNorm),
    }),
    ...bothWays('sigmoid cross-entropy', cells, [2, 3], {
      ours: ([x, labels]) => ops.sigmoidCrossEntropy(x!, labels!),
      stock: ([x, labels]) => stock.sigmoidCrossEntropy(x!, labels!),
      constants: [cells],
    }),
    ...bothWays('softmax cross-entropy', [batch, 2], [1, 2], {
      ours: ([x]) => ops.softmaxCrossEntropy(x as tf.Tensor2D, 1),
      stock: ([x]) => stock.softmaxCrossEntropy(x as tf.Tensor2D, 1),
    }),
  ];
}

interface Sides extends Pick<Subject, 'ours' | 'stock'> {
  /** Shapes of further inputs, differentiated by or not. */
  readonly weights?: readonly (readonly number[])[];
  readonly constants?: readonly (readonly number[])[];
}

function bothWays(
  name: string,
  shape: readonly number[],
  [forward, backward]: [number, number],
  { weights = [], constants = [], ours, stock }: Sides,
): Case[] {
  const inputs = [shape, ...weights, ...constants];
  const wanted = [shape, ...weights].map((_, i) => i);
  const common = { inputs, ours, stock };
  return [
    forwardCase({ ...streaming(`${name} forward`, shape, forward), ...common }),
    backwardCase({ ...streaming(`${name} backward`, shape, backward), ...common }, wanted),
  ];
}

function normalization(config: ArtifactsConfig): Sides {
  const vector = [channels(config.size, 'autoencoder', 32)];
  const op =
    (batchNorm: typeof ops.batchNormTraining | typeof stock.batchNormTraining): Op =>
    ([x, gamma, beta]) =>
      batchNorm(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, NORM_EPSILON, LEAKY_SLOPE).y;
  return { ours: op(ops.batchNormTraining), stock: op(stock.batchNormTraining), weights: [vector, vector] };
}
