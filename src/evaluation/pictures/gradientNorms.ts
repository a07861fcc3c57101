/** How strongly each player is pushed: a GAN that stalls shows here before it shows in its pictures. */
import * as tf from '@tensorflow/tfjs-core';
import { decode } from '../../networks/decoder';
import { discriminateParts } from '../../networks/discriminator';
import type { Parameters } from '../../networks/parameters';
import { repairWith } from '../../networks/repair';
import {
  discriminatorObjective,
  repairObjective,
  verdictsOf,
  type Verdicts,
} from '../../training/objectives';
import type { PictureSource } from './damageBrush';

export interface GradientNorms {
  /** Euclidean norm over all trainable weights. */
  readonly total: number;
  /** By layer, as `conv1` or `5` for R₅, in the order of the network. */
  readonly layers: readonly { readonly layer: string; readonly norm: number }[];
}

/** What both players see: images, the real ones made of them, and their features to be repaired under masks. */
export interface GameScene {
  readonly images: tf.Tensor4D;
  readonly real: tf.Tensor4D;
  /** φ̂ */
  readonly damaged: tf.Tensor4D;
  /** Ω */
  readonly mask: tf.Tensor4D;
}

/**
 * Norms of the gradients of what training minimises, at the same weights for both players. Normalisation takes the
 * batch's statistics as in training; no dropout, history or weight decay, so that the numbers of two moments compare.
 */
export async function gradientNorms(
  { config, networks: { D, R, C } }: PictureSource,
  { images, real, damaged, mask }: GameScene,
): Promise<Record<'C' | 'R', GradientNorms>> {
  const corruptImages = (): tf.Tensor4D =>
    decode(D, config, damaged, 'inference', repairWith(R, config, mask, 'batch'));
  const judge = (corrupt: tf.Tensor4D): Verdicts =>
    verdictsOf(discriminateParts(C, config, [real, corrupt], 'batch', null), real.shape[0]);
  const forC = tf.tidy(() => {
    const corrupt = corruptImages();
    const objective = () => discriminatorObjective(judge(corrupt), mask, config).objective;
    return tf.variableGrads(objective, variables(C)).grads;
  });
  const forR = tf.tidy(() => {
    const objective = (): tf.Scalar => {
      const corrupt = corruptImages();
      return repairObjective(judge(corrupt), { images, corrupt, mask }, config).objective;
    };
    return tf.variableGrads(objective, variables(R)).grads;
  });
  return { C: await normsOf(C, forC), R: await normsOf(R, forR) };
}

function variables(parameters: Parameters): tf.Variable[] {
  return parameters.trainable.map(({ variable }) => variable);
}

/** Disposes of the gradients. */
async function normsOf(parameters: Parameters, gradients: tf.NamedTensorMap): Promise<GradientNorms> {
  const squares = new Map<string, number>();
  let total = 0;
  for (const { spec, variable } of parameters.trainable) {
    const sum = tf.tidy(() => tf.sum(tf.square(gradients[variable.name]!)));
    const [square] = await sum.data<'float32'>();
    sum.dispose();
    const layer = spec.name.split('/')[1]!;
    squares.set(layer, (squares.get(layer) ?? 0) + square!);
    total += square!;
  }
  tf.dispose(gradients);
  const layers = [...squares].map(([layer, square]) => ({ layer, norm: Math.sqrt(square) }));
  return { total: Math.sqrt(total), layers };
}
