/**
 * Phase two: E and D are frozen; the repair network R mends damaged features, the discriminator C tells real from
 * corrupt images and predicts where they were damaged (eqs. 4 and 5).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { cellsPerSide } from '../experiments/sizes';
import type { Config } from '../experiments/config';
import { damage, drawDropMask } from '../networks/damage';
import { decode } from '../networks/decoder';
import { CORRUPT, discriminate, hiddenUnits, REAL, type Judgement } from '../networks/discriminator';
import { encode } from '../networks/encoder';
import type { NormMode } from '../networks/layers';
import type { Networks } from '../networks/networks';
import { repairWith } from '../networks/repair';
import type { Adam } from './adam';
import type { CorruptBatch, History } from './history';
import { classLoss, keptPixelLoss, maskLoss, repairClassLoss } from './losses';
import type { StepMetrics } from './stepMetrics';

/** Everything but the networks that the step draws on; generators are forked per purpose. */
export interface DamageRepairState {
  readonly optimisers: { readonly C: Adam; readonly R: Adam };
  readonly history: History;
  readonly random: { readonly damage: Random; readonly dropout: Random; readonly history: Random };
}

export interface Rates {
  readonly C: number;
  readonly R: number;
}

/** What both updates of a step share; none of it depends on R or C. */
interface Scene {
  readonly images: tf.Tensor4D;
  /** D(φ(x)), or x itself in ablation (a). */
  readonly real: tf.Tensor4D;
  readonly mask: tf.Tensor4D;
  /** φ̂ */
  readonly damaged: tf.Tensor4D;
  /** Factors for fc1's units of the joint batch, real first. */
  readonly dropout: tf.Tensor2D;
}

/**
 * One update of C and one of R. Alternating: R plays against the C just updated. Simultaneous: both gradients are
 * taken at the same parameters, then applied.
 *
 * @param images [n, p, p, 3] in [−1, 1]
 */
export function damageRepairStep(
  networks: Networks,
  state: DamageRepairState,
  config: Config,
  images: tf.Tensor4D,
  rates: Rates,
): StepMetrics {
  return tf.tidy(() => {
    const { C, R } = state.optimisers;
    const scene = setScene(networks, state, config, images);
    const fresh = corruptImages(networks, config, scene, 'batch');
    const shown = state.history.mix(
      { images: fresh, masks: scene.mask },
      config.historyShare,
      state.random.history,
    );

    const judged = discriminatorGradients(networks, C.variables, config, scene, shown);
    if (config.updateRule === 'alternating') C.apply(judged.gradients, rates.C);
    const repaired = repairGradients(networks, R.variables, config, scene);
    if (config.updateRule === 'simultaneous') C.apply(judged.gradients, rates.C);
    R.apply(repaired.gradients, rates.R);

    return { ...judged.metrics, ...repaired.metrics };
  });
}

function setScene(
  { E, D }: Networks,
  { random }: DamageRepairState,
  config: Config,
  images: tf.Tensor4D,
): Scene {
  const n = images.shape[0];
  const features = encode(E, config, images, 'inference');
  const real = config.realInput === 'raw' ? images : decode(D, config, features, 'inference');
  const mask = drawDropMask(random.damage, n, cellsPerSide(config.size), config.theta);
  const damaged = damage(features, mask, config.fill, random.damage);
  const dropout = drawDropout(random.dropout, 2 * n, hiddenUnits(config), config.dropout);
  return { images, real, mask, damaged, dropout };
}

/** Inverted dropout: 0 with probability `share`, else 1 / (1 − share). */
function drawDropout(random: Random, n: number, units: number, share: number): tf.Tensor2D {
  const kept = 1 / (1 - share);
  return tf.tensor2d(
    Float32Array.from({ length: n * units }, () => (random.uniform() < share ? 0 : kept)),
    [n, units],
  );
}

/** x̂ = D̂(φ̂, Ω) */
function corruptImages({ D, R }: Networks, config: Config, scene: Scene, mode: NormMode): tf.Tensor4D {
  return decode(D, config, scene.damaged, 'inference', repairWith(R, config, scene.mask, mode));
}

/** C on real and corrupt images in one batch, so that both share the statistics of normalisation. */
function judge(
  { C }: Networks,
  config: Config,
  { real, dropout }: Scene,
  corrupt: tf.Tensor4D,
  mode: NormMode,
): { real: Verdict; corrupt: Verdict } {
  const judgement = discriminate(C, config, tf.concat([real, corrupt], 0), mode, dropout);
  const n = real.shape[0];
  return { real: part(judgement, 0, n), corrupt: part(judgement, n, n) };
}

type Verdict = Pick<Judgement, 'classLogits' | 'maskLogits'>;

function part({ classLogits, maskLogits }: Judgement, from: number, count: number): Verdict {
  return {
    classLogits: tf.slice(classLogits, [from, 0], [count, -1]),
    maskLogits: tf.slice(maskLogits, [from, 0, 0, 0], [count, -1, -1, -1]),
  };
}

interface Update {
  readonly gradients: tf.NamedTensorMap;
  readonly metrics: StepMetrics;
}

/** C's class and mask losses on real images and on corrupt ones, fresh and remembered. */
function discriminatorGradients(
  networks: Networks,
  variables: tf.Variable[],
  config: Config,
  scene: Scene,
  shown: CorruptBatch,
): Update {
  let metrics: StepMetrics = {};
  const { grads } = tf.variableGrads(() => {
    const verdict = judge(networks, config, scene, shown.images, 'training');
    const classTerm = bothClassLosses(verdict.real, verdict.corrupt);
    const maskTerm = bothMaskLosses(verdict.real, verdict.corrupt, shown.masks, config.maskLossOn);
    metrics = keepAll({ classLoss: classTerm, maskLoss: maskTerm, ...accuracies(verdict, shown.masks) });
    return tf.add<tf.Scalar>(tf.mul(classTerm, config.classWeight), tf.mul(maskTerm, config.maskWeight));
  }, variables);
  return { gradients: grads, metrics };
}

/** R's class loss against C as it is now, and the squared error on kept pixels where it has a weight. */
function repairGradients(networks: Networks, variables: tf.Variable[], config: Config, scene: Scene): Update {
  let metrics: StepMetrics = {};
  const { grads } = tf.variableGrads(() => {
    const corrupt = corruptImages(networks, config, scene, 'training');
    const verdict = judge(networks, config, scene, corrupt, 'batch');
    const repairTerm = repairObjective(verdict, scene.mask, config);
    const keptTerm = keptPixelLoss(corrupt, scene.images, scene.mask);
    metrics = keepAll({ repairLoss: repairTerm, keptPixelError: keptTerm });
    const adversarial = tf.mul<tf.Scalar>(repairTerm, config.repairWeight);
    if (config.keptPixelWeight === 0) return adversarial;
    return tf.add<tf.Scalar>(adversarial, tf.mul(keptTerm, config.keptPixelWeight));
  }, variables);
  return { gradients: grads, metrics };
}

/**
 * R's adversarial objective. `code-exact` is what the authors' program minimises: the labels of the joint batch
 * swapped, plus C's own class and mask losses, which its shared collection of losses adds.
 */
function repairObjective(
  { real, corrupt }: { real: Verdict; corrupt: Verdict },
  mask: tf.Tensor4D,
  config: Config,
) {
  if (config.repairLoss !== 'code-exact') return repairClassLoss(corrupt.classLogits, config.repairLoss);
  const swapped = mean(classLoss(real.classLogits, CORRUPT), classLoss(corrupt.classLogits, REAL));
  const own = tf.add(
    tf.mul(bothClassLosses(real, corrupt), config.classWeight),
    tf.mul(bothMaskLosses(real, corrupt, mask, config.maskLossOn), config.maskWeight),
  );
  return tf.add<tf.Scalar>(swapped, own);
}

function bothClassLosses(real: Verdict, corrupt: Verdict): tf.Scalar {
  return mean(classLoss(real.classLogits, REAL), classLoss(corrupt.classLogits, CORRUPT));
}

/** On real images every cell counts as kept. */
function bothMaskLosses(
  real: Verdict,
  corrupt: Verdict,
  mask: tf.Tensor4D,
  on: Config['maskLossOn'],
): tf.Scalar {
  const corruptTerm = maskLoss(corrupt.maskLogits, mask);
  return on === 'corrupt' ? corruptTerm : mean(maskLoss(real.maskLogits, tf.onesLike(mask)), corruptTerm);
}

function mean(a: tf.Scalar, b: tf.Scalar): tf.Scalar {
  return tf.mul(tf.add(a, b), 0.5);
}

type Accuracies = Record<'accuracy' | 'maskAccuracy' | 'maskBaseline', tf.Scalar>;

/** How often C is right, and what always answering the commoner value of Ω would give. */
function accuracies({ real, corrupt }: { real: Verdict; corrupt: Verdict }, mask: tf.Tensor4D): Accuracies {
  const share = (hits: tf.Tensor): tf.Scalar => tf.mean(tf.cast(hits, 'float32'));
  const realWon = tf.equal(tf.argMax(real.classLogits, 1), REAL);
  const corruptWon = tf.equal(tf.argMax(corrupt.classLogits, 1), CORRUPT);
  const predicted = tf.cast(tf.greater(corrupt.maskLogits, 0), 'float32');
  const keptShare: tf.Scalar = tf.mean(mask);
  return {
    accuracy: mean(share(realWon), share(corruptWon)),
    maskAccuracy: share(tf.equal(predicted, mask)),
    maskBaseline: tf.maximum(keptShare, tf.sub(1, keptShare)),
  };
}

/** Keeps scalars alive beyond the tape they were measured on. */
function keepAll<T extends Record<string, tf.Scalar>>(metrics: T): T {
  for (const scalar of Object.values(metrics)) tf.keep(scalar);
  return metrics;
}
