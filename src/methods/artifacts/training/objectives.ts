/** What each player of phase two minimises (eqs. 4 and 5), from C's verdicts on real and on corrupt images. */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { CORRUPT, REAL, type Verdict } from '../networks/discriminator';
import { hasMasks } from '../networks/fakes';
import { classLoss, keptPixelLoss, maskLoss, repairClassLoss } from './losses';

export interface Verdicts {
  readonly real: Verdict;
  readonly corrupt: Verdict;
}

/** The verdicts on a joint batch of n real images, then n corrupt ones. */
export function verdictsOf(joint: Verdict, n: number): Verdicts {
  return { real: part(joint, 0, n), corrupt: part(joint, n, n) };
}

function part({ classLogits, maskLogits }: Verdict, from: number, count: number): Verdict {
  return {
    classLogits: tf.slice(classLogits, [from, 0], [count, -1]),
    maskLogits: tf.slice(maskLogits, [from, 0, 0, 0], [count, -1, -1, -1]),
  };
}

export interface DiscriminatorObjective {
  /** The weighted sum of the terms, which are here without their weights. */
  readonly objective: tf.Scalar;
  readonly classTerm: tf.Scalar;
  /** Null where corrupt images have no masks. */
  readonly maskTerm: tf.Scalar | null;
}

/** C's class and mask losses on real images and on corrupt ones. Ω is [n, m, m, 1]. */
export function discriminatorObjective(
  verdicts: Verdicts,
  masks: tf.Tensor4D,
  config: ArtifactsConfig,
): DiscriminatorObjective {
  const classTerm = bothClassLosses(verdicts);
  const maskTerm = hasMasks(config) ? bothMaskLosses(verdicts, masks, config.maskLossOn) : null;
  return { objective: weighted(classTerm, maskTerm, config), classTerm, maskTerm };
}

function weighted(classTerm: tf.Scalar, maskTerm: tf.Scalar | null, config: ArtifactsConfig): tf.Scalar {
  const ofClass = tf.mul<tf.Scalar>(classTerm, config.classWeight);
  return maskTerm ? tf.add<tf.Scalar>(ofClass, tf.mul(maskTerm, config.maskWeight)) : ofClass;
}

export interface RepairObjective {
  /** The weighted sum of the terms, which are here without their weights. */
  readonly objective: tf.Scalar;
  readonly repairTerm: tf.Scalar;
  /** Null where nothing was kept, because corrupt images are not made of real ones. */
  readonly keptTerm: tf.Scalar | null;
}

/** The source images x, what R made of them and under which Ω; eq. (2). */
export interface RepairScene {
  readonly images: tf.Tensor4D;
  readonly corrupt: tf.Tensor4D;
  readonly mask: tf.Tensor4D;
}

/** R's class loss, and the squared error on kept pixels where it has a weight. */
export function repairObjective(
  verdicts: Verdicts,
  { images, corrupt, mask }: RepairScene,
  config: ArtifactsConfig,
): RepairObjective {
  const repairTerm = adversarialTerm(verdicts, mask, config);
  const keptTerm = hasMasks(config) ? keptPixelLoss(corrupt, images, mask) : null;
  const adversarial = tf.mul<tf.Scalar>(repairTerm, config.repairWeight);
  const objective =
    keptTerm === null || config.keptPixelWeight === 0
      ? adversarial
      : tf.add<tf.Scalar>(adversarial, tf.mul(keptTerm, config.keptPixelWeight));
  return { objective, repairTerm, keptTerm };
}

/**
 * R's adversarial objective. `code-exact` is what the authors' program minimises: the labels of the joint batch
 * swapped, plus C's own class and mask losses, which its shared collection of losses adds.
 */
function adversarialTerm(verdicts: Verdicts, mask: tf.Tensor4D, config: ArtifactsConfig): tf.Scalar {
  const { real, corrupt } = verdicts;
  if (config.repairLoss !== 'code-exact') return repairClassLoss(corrupt.classLogits, config.repairLoss);
  const swapped = mean(classLoss(real.classLogits, CORRUPT), classLoss(corrupt.classLogits, REAL));
  return tf.add<tf.Scalar>(swapped, discriminatorObjective(verdicts, mask, config).objective);
}

function bothClassLosses({ real, corrupt }: Verdicts): tf.Scalar {
  return mean(classLoss(real.classLogits, REAL), classLoss(corrupt.classLogits, CORRUPT));
}

/** On real images every cell counts as kept. */
function bothMaskLosses(
  { real, corrupt }: Verdicts,
  masks: tf.Tensor4D,
  on: ArtifactsConfig['maskLossOn'],
): tf.Scalar {
  const mask = masksSeen(masks, corrupt);
  const corruptTerm = maskLoss(corrupt.maskLogits, mask);
  return on === 'corrupt' ? corruptTerm : mean(maskLoss(real.maskLogits, tf.onesLike(mask)), corruptTerm);
}

/** Ω of each image that C has judged, which may be each image twice: clean, then noisy. */
export function masksSeen(masks: tf.Tensor4D, { maskLogits }: Verdict): tf.Tensor4D {
  const copies = maskLogits.shape[0] / masks.shape[0];
  return copies === 1 ? masks : tf.tile(masks, [copies, 1, 1, 1]);
}

/** Of two scalars. */
export function mean(a: tf.Scalar, b: tf.Scalar): tf.Scalar {
  return tf.mul(tf.add(a, b), 0.5);
}
