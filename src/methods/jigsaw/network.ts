/** The network that solves the puzzle: one trunk for all nine tiles, and layers that see what it makes of each. */
import * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '../../experiments/config';
import { addBias } from '../../kernels/ops';
import { biasSpec, kernelSpec, type NormMode } from '../../networks/layers';
import type { Parameters, ParameterSpec } from '../../networks/parameters';
import {
  BIAS,
  featureWidth,
  hiddenUnits,
  RELU,
  trunkMaps,
  trunkSpecs,
  type FeatureHook,
} from '../../networks/trunk';
import { SIZES } from '../../schema/sizes';
import { TILES } from './permutations';
import { tileSide } from './tiles';

export type JigsawConfig = ConfigOf<'jigsaw'>;
type Shape = Pick<JigsawConfig, 'size' | 'permutations'>;

/** Side of conv5’s map of a tile. */
export function tileCells(size: JigsawConfig['size']): number {
  return Math.ceil(tileSide(size) / SIZES[size].stride);
}

/** Units that see one tile: a quarter of those that see all, as AlexNet’s 1,024 to 4,096. */
const tileUnits = (size: JigsawConfig['size']): number => Math.ceil(hiddenUnits({ size }) / 4);

export function jigsawSpecs({ size, permutations }: Shape): ParameterSpec[] {
  const [units, hidden] = [tileUnits(size), hiddenUnits({ size })];
  const flat = tileCells(size) ** 2 * featureWidth({ size }, 'conv5');
  return [
    ...trunkSpecs('C', { size }),
    ...[kernelSpec('C/tile', [flat, units], 'xavier'), biasSpec('C/tile', units, BIAS)],
    ...[kernelSpec('C/fc1', [TILES * units, hidden], 'xavier'), biasSpec('C/fc1', hidden, BIAS)],
    ...[
      kernelSpec('C/permutation', [hidden, permutations], 'xavier'),
      biasSpec('C/permutation', permutations),
    ],
  ];
}

/** What may be done otherwise in a forward pass. */
interface SolveOptions {
  /** `inference` if absent. */
  readonly mode?: NormMode;
  readonly hook?: FeatureHook | undefined;
}

/**
 * Logits [n, permutations] of puzzles.
 *
 * @param tiles [9 n, t, t, 3] about [−1, 1]: the nine of a puzzle by their places, then those of the next
 */
export function solve(
  C: Parameters,
  { size }: Pick<Shape, 'size'>,
  tiles: tf.Tensor4D,
  { mode = 'inference', hook }: SolveOptions = {},
): tf.Tensor2D {
  const { conv5 } = trunkMaps(C, 'C', size, tiles, mode, 1, hook);
  const each = dense(C, 'tile', tf.reshape(conv5, [tiles.shape[0], -1]), RELU);
  const puzzles: tf.Tensor2D = tf.reshape(each, [tiles.shape[0] / TILES, -1]);
  return dense(C, 'permutation', dense(C, 'fc1', puzzles, RELU));
}

function dense(C: Parameters, layer: string, x: tf.Tensor2D, slope?: number): tf.Tensor2D {
  const product = tf.matMul<tf.Tensor2D>(x, C.get<tf.Rank.R2>(`C/${layer}/kernel`));
  return addBias(product, C.get<tf.Rank.R1>(`C/${layer}/bias`), slope);
}
