/**
 * The inpainter F: a convolution at full resolution, three that halve it, three transposed ones that double it, and one to
 * pixels, without a way around the middle. Sizes are the authors’ code’s; the thesis leaves them to its supplement.
 */
import * as tf from '@tensorflow/tfjs-core';
import { addBias, conv2d } from '../../../kernels/ops';
import {
  biasSpec,
  enlarge,
  enlargingSpec,
  kernelSpec,
  normalize,
  normSpecs,
  type NormMode,
} from '../../../networks/layers';
import type { Parameters, ParameterSpec } from '../../../networks/parameters';
import { channels } from '../../../schema/sizes';
import type { TransformationsConfig } from '../network';
import { HALVINGS } from './geometry';

/** Output channels of the first convolution at full width [C]; each halving doubles them. */
const FIRST_CHANNELS = 48;
/** Slope of the activations below zero [C]. */
const LEAK = 0.1;

type InpainterConfig = Pick<TransformationsConfig, 'size'>;

const widthAt = ({ size }: InpainterConfig, halvings: number): number =>
  2 ** halvings * channels(size, 'autoencoder', FIRST_CHANNELS);

/** How often the output of layer F_i has been halved, i = 1 … 8. */
export function halvingsAt(i: number): number {
  return Math.max(0, Math.min(i - 1, 2 * HALVINGS + 1 - i));
}

/** The layer that gives the three colours. */
const LAST = 2 * HALVINGS + 2;

const INNER = Array.from({ length: 2 * HALVINGS }, (_, i) => i + 2);

export function inpainterSpecs(config: InpainterConfig): ParameterSpec[] {
  const first = widthAt(config, 0);
  const inner = INNER.flatMap((i) => {
    const name = `F/${i}`;
    const [input, output] = [widthAt(config, halvingsAt(i - 1)), widthAt(config, halvingsAt(i))];
    const kernel =
      i <= HALVINGS + 1 ? kernelSpec(name, [4, 4, input, output], 'he') : enlargingSpec(name, input, output);
    return [kernel, ...normSpecs(name, output)];
  });
  return [
    ...[kernelSpec('F/1', [3, 3, 3, first], 'he'), biasSpec('F/1', first)],
    ...inner,
    ...[kernelSpec(`F/${LAST}`, [3, 3, first, 3], 'he'), biasSpec(`F/${LAST}`, 3)],
  ];
}

/** What F makes of patches, intact or erased, [n, side, side, 3] in [−1, 1]: as many, in (−1, 1). */
export function inpaint(F: Parameters, patches: tf.Tensor4D, mode: NormMode): tf.Tensor4D {
  const kernel = (i: number) => F.get<tf.Rank.R4>(`F/${i}/kernel`);
  let z = addBias(conv2d(patches, kernel(1), 1), F.get<tf.Rank.R1>('F/1/bias'), LEAK);
  for (const i of INNER) {
    const wide = i <= HALVINGS + 1 ? conv2d(z, kernel(i), 2) : enlarge(z, kernel(i));
    z = normalize(F, `F/${i}`, wide, mode, LEAK);
  }
  return tf.tanh(addBias(conv2d(z, kernel(LAST), 1), F.get<tf.Rank.R1>(`F/${LAST}/bias`)));
}
