/** The network that solves the puzzle: it sees all nine tiles. */
import type * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '../../experiments/config';
import type { Parameters, ParameterSpec } from '../../networks/parameters';
import { siameseLogits, siameseSpecs, type SiameseOptions } from '../../networks/siamese';
import { TILES } from './permutations';

export type JigsawConfig = ConfigOf<'jigsaw'>;

const SHAPE = { patches: TILES, last: 'permutation' } as const;

export function jigsawSpecs({
  size,
  permutations,
}: Pick<JigsawConfig, 'size' | 'permutations'>): ParameterSpec[] {
  return siameseSpecs({ ...SHAPE, size, classes: permutations });
}

/** Logits [n, permutations] of puzzles. @param tiles [9 n, t, t, 3] about [−1, 1]: the nine of a puzzle by their places, then those of the next */
export function solve(
  C: Parameters,
  { size }: Pick<JigsawConfig, 'size'>,
  tiles: tf.Tensor4D,
  options?: SiameseOptions,
): tf.Tensor2D {
  return siameseLogits(C, { ...SHAPE, size }, tiles, options);
}
