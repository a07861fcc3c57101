/** How strongly each player is pushed: a GAN that stalls shows here before it shows in its pictures. */
import * as tf from '@tensorflow/tfjs-core';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from '../../kernels/ops';
import { decode } from '../../networks/decoder';
import { CORRUPT, discriminateParts, REAL, type Verdict } from '../../networks/discriminator';
import type { Parameters } from '../../networks/parameters';
import { repairWith } from '../../networks/repair';
import type { PictureSource } from './damageBrush';

export interface GradientNorms {
  /** Euclidean norm over all trainable weights. */
  readonly total: number;
  /** By layer, as `conv1` or `5` for R₅, in the order of the network. */
  readonly layers: readonly { readonly layer: string; readonly norm: number }[];
}

/** What both players see: real images, and features to be repaired under masks. */
export interface GameScene {
  readonly real: tf.Tensor4D;
  /** φ̂ */
  readonly damaged: tf.Tensor4D;
  /** Ω */
  readonly mask: tf.Tensor4D;
}

/**
 * Norms of the gradients of the adversarial objectives, weighted as in training: C's class and mask losses, and R's
 * class loss (for `code-exact` the sum of both labels' cross-entropies on corrupt images, its part that reaches R).
 * Normalisation takes the batch's statistics as in training; no dropout, history, weight decay or kept-pixel term, so
 * that the numbers of two moments compare.
 */
export async function gradientNorms(
  { config, networks: { D, R, C } }: PictureSource,
  { real, damaged, mask }: GameScene,
): Promise<Record<'C' | 'R', GradientNorms>> {
  const n = real.shape[0];
  const corruptImages = (): tf.Tensor4D =>
    decode(D, config, damaged, 'inference', repairWith(R, config, mask, 'batch'));
  const judge = (corrupt: tf.Tensor4D): { real: Verdict; corrupt: Verdict } => {
    const verdict = discriminateParts(C, config, [real, corrupt], 'batch', null);
    return { real: rows(verdict, 0, n), corrupt: rows(verdict, n, n) };
  };
  const objectiveOfC = (corrupt: tf.Tensor4D): tf.Scalar => {
    const verdicts = judge(corrupt);
    const wrong = tf.add(
      softmaxCrossEntropy(verdicts.real.classLogits, REAL),
      softmaxCrossEntropy(verdicts.corrupt.classLogits, CORRUPT),
    );
    const onCorrupt = sigmoidCrossEntropy(verdicts.corrupt.maskLogits, mask);
    const onReal = (): tf.Scalar => sigmoidCrossEntropy(verdicts.real.maskLogits, tf.onesLike(mask));
    const masks = config.maskLossOn === 'corrupt' ? onCorrupt : tf.mul(tf.add(onCorrupt, onReal()), 0.5);
    return tf.add(tf.mul(wrong, config.classWeight / 2), tf.mul(masks, config.maskWeight));
  };
  const objectiveOfR = (): tf.Scalar => {
    const { classLogits } = judge(corruptImages()).corrupt;
    const fooling = softmaxCrossEntropy(classLogits, REAL);
    const found = softmaxCrossEntropy(classLogits, CORRUPT);
    const loss = { 'non-saturating': fooling, minimax: tf.neg(found), 'code-exact': tf.add(fooling, found) };
    return tf.mul(loss[config.repairLoss], config.repairWeight);
  };
  const forC = tf.tidy(() => {
    const corrupt = corruptImages();
    return tf.variableGrads(() => objectiveOfC(corrupt), variables(C)).grads;
  });
  const forR = tf.tidy(() => tf.variableGrads(objectiveOfR, variables(R)).grads);
  return { C: await normsOf(C, forC), R: await normsOf(R, forR) };
}

function rows({ classLogits, maskLogits }: Verdict, from: number, count: number): Verdict {
  return {
    classLogits: tf.slice(classLogits, [from, 0], [count, -1]),
    maskLogits: tf.slice(maskLogits, [from, 0, 0, 0], [count, -1, -1, -1]),
  };
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
