/** How strongly each player is pushed: a GAN that stalls shows here before it shows in its pictures. */
import * as tf from '@tensorflow/tfjs-core';
import { discriminateParts } from '../networks/discriminator';
import { fakeImages, type FakeStart } from '../networks/fakes';
import type { Parameters } from '../../../networks/parameters';
import { discriminatorObjective, repairObjective, verdictsOf, type Verdicts } from '../training/objectives';
import type { PictureSource } from './damageBrush';

export interface GradientNorms {
  /** Euclidean norm over all trainable weights. */
  readonly total: number;
  /** By layer, as `conv1` or `5` for R₅, in the order of the network. */
  readonly layers: readonly { readonly layer: string; readonly norm: number }[];
}

/** What both players see: images, the real ones made of them, and what fakes are made from. */
export interface GameScene extends FakeStart {
  readonly images: tf.Tensor4D;
  readonly real: tf.Tensor4D;
}

/**
 * Norms of the gradients of what training minimises, at the same weights for both players. Normalisation takes the
 * batch's statistics as in training; no dropout, history or weight decay, so that the numbers of two moments compare.
 * Those of R are the generator's where fakes are generated, and 0 and of no layers where nothing makes fakes better.
 */
export async function gradientNorms(
  { config, networks }: PictureSource,
  { images, real, start, mask }: GameScene,
): Promise<Record<'C' | 'R', GradientNorms>> {
  const { R, C } = networks;
  const corruptImages = (): tf.Tensor4D => fakeImages(networks, config, { start, mask }, 'batch');
  const judge = (corrupt: tf.Tensor4D): Verdicts =>
    verdictsOf(discriminateParts(C, config, [real, corrupt], 'batch', null), real.shape[0]);
  const forC = tf.tidy(() => {
    const corrupt = corruptImages();
    const objective = () => discriminatorObjective(judge(corrupt), mask, config).objective;
    return tf.variableGrads(objective, variables(C)).grads;
  });
  const forR = tf.tidy(() => {
    if (R.trainable.length === 0) return {};
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

/** tfjs has null for a weight that the objective does not depend on, as those of the mask head in ablation (l). */
type Gradients = Readonly<Record<string, tf.Tensor | null>>;

/** Disposes of the gradients; they have no others than these parameters’. */
async function normsOf(parameters: Parameters, gradients: Gradients): Promise<GradientNorms> {
  const squares = new Map<string, number>();
  let total = 0;
  for (const { spec, variable } of parameters.trainable) {
    const square = await squareOf(gradients[variable.name] ?? null);
    const layer = spec.name.split('/')[1]!;
    squares.set(layer, (squares.get(layer) ?? 0) + square);
    total += square;
  }
  const layers = [...squares].map(([layer, square]) => ({ layer, norm: Math.sqrt(square) }));
  return { total: Math.sqrt(total), layers };
}

/** Disposes of the gradient. */
async function squareOf(gradient: tf.Tensor | null): Promise<number> {
  if (gradient === null) return 0;
  const sum = tf.tidy(() => tf.sum(tf.square(gradient)));
  const [square] = await sum.data<'float32'>();
  tf.dispose([sum, gradient]);
  return square!;
}
