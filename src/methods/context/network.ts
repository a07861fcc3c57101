/** The network that tells where a patch lies: it sees two. */
import type * as tf from '@tensorflow/tfjs-core';
import type { ConfigOf } from '../../experiments/config';
import type { Parameters, ParameterSpec } from '../../networks/parameters';
import { siameseLogits, siameseSpecs, type SiameseOptions } from '../../networks/siamese';
import { PLACES } from './pairs';

export type ContextConfig = ConfigOf<'context'>;

const SHAPE = { patches: 2, last: 'place' } as const;

export function contextSpecs({ size }: Pick<ContextConfig, 'size'>): ParameterSpec[] {
  return siameseSpecs({ ...SHAPE, size, classes: PLACES.length });
}

/** Logits [n, 8] of the places. @param patches [2 n, t, t, 3] about [−1, 1]: the one in the middle, the other, then those of the next image */
export function placeLogits(
  C: Parameters,
  { size }: Pick<ContextConfig, 'size'>,
  patches: tf.Tensor4D,
  options?: SiameseOptions,
): tf.Tensor2D {
  return siameseLogits(C, { ...SHAPE, size }, patches, options);
}
