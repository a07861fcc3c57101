/**
 * Phase two: E and D are frozen; the repair network R mends damaged features, the discriminator C tells real from
 * corrupt images and predicts where they were damaged (eqs. 4 and 5).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { cellsPerSide } from '../experiments/sizes';
import type { Config } from '../experiments/config';
import { apartFromTape, gradientsFromTape, keepAll } from '../kernels/tape';
import { damage, drawDropMask } from '../networks/damage';
import { decode } from '../networks/decoder';
import { CORRUPT, discriminateParts, hiddenUnits, REAL } from '../networks/discriminator';
import { encode } from '../networks/encoder';
import type { NormMode } from '../networks/layers';
import type { Networks } from '../networks/networks';
import { repairWith } from '../networks/repair';
import type { Adam } from './adam';
import type { History } from './history';
import { discriminatorObjective, mean, repairObjective, verdictsOf, type Verdicts } from './objectives';
import type { StepMetrics } from './stepMetrics';

/** Everything but the networks that the step draws on; generators are forked per purpose. */
export interface DamageRepairState {
  readonly optimisers: { readonly C: Adam; readonly R: Adam };
  readonly history: History;
  readonly random: { readonly damage: Random; readonly dropout: Random; readonly history: Random };
}

/** Step metrics while they are being taken. */
type Measured = { -readonly [Name in keyof StepMetrics]: StepMetrics[Name] };

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
  const oneForward = config.updateRule === 'simultaneous' && config.historyShare === 0;
  return tf.tidy(() => {
    // A tidy of its own: nothing of these forward passes is needed in the backward ones.
    const scene = tf.tidy(() => ({ ...setScene(networks, state, config, images) }));
    return oneForward
      ? updateFromOneForward(networks, state, config, scene, rates)
      : updateInTurn(networks, state, config, scene, rates);
  });
}

/** x̂ is made once for both; C judges it anew for R, with past corrupt images left out and its update in. */
function updateInTurn(
  networks: Networks,
  { optimisers: { C, R }, history, random }: DamageRepairState,
  config: Config,
  scene: Scene,
  rates: Rates,
): StepMetrics {
  const metrics: Measured = {};
  let forC: tf.NamedTensorMap = {};
  const { grads: forR } = tf.variableGrads(() => {
    const corrupt = corruptImages(networks, config, scene);
    forC = apartFromTape(() => {
      const fresh = { images: corrupt, masks: scene.mask };
      const shown = history.mix(fresh, config.historyShare, random.history);
      const { grads } = tf.variableGrads(() => {
        const images = [tf.concat([scene.real, shown.images], 0)];
        const verdicts = judge(networks, config, scene, images, 'training');
        return measuredForC(verdicts, shown.masks, config, metrics);
      }, C.variables);
      return keepAll(grads);
    });
    if (config.updateRule === 'alternating') C.apply(forC, rates.C);
    const verdicts = judge(networks, config, scene, [scene.real, corrupt], 'batch');
    return measuredForR(verdicts, corrupt, scene, config, metrics);
  }, R.variables);
  if (config.updateRule === 'simultaneous') C.apply(forC, rates.C);
  R.apply(forR, rates.R);
  return metrics;
}

/** Where both see the same images at the same parameters, two backward passes share one forward pass. */
function updateFromOneForward(
  networks: Networks,
  { optimisers: { C, R } }: DamageRepairState,
  config: Config,
  scene: Scene,
  rates: Rates,
): StepMetrics {
  const metrics: Measured = {};
  let forC: tf.NamedTensorMap = {};
  const { grads: forR } = tf.variableGrads(() => {
    const corrupt = corruptImages(networks, config, scene);
    const verdicts = judge(networks, config, scene, [scene.real, corrupt], 'training');
    const objective = measuredForC(verdicts, scene.mask, config, metrics);
    forC = gradientsFromTape(objective, C.variables);
    return measuredForR(verdicts, corrupt, scene, config, metrics);
  }, R.variables);
  C.apply(forC, rates.C);
  R.apply(forR, rates.R);
  return metrics;
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
function corruptImages({ D, R }: Networks, config: Config, scene: Scene): tf.Tensor4D {
  return decode(D, config, scene.damaged, 'inference', repairWith(R, config, scene.mask, 'training'));
}

/** C on real and corrupt images in one batch, real first, so that both share the statistics of normalisation. */
function judge(
  { C }: Networks,
  config: Config,
  { real, dropout }: Scene,
  parts: readonly tf.Tensor4D[],
  mode: NormMode,
): Verdicts {
  return verdictsOf(discriminateParts(C, config, parts, mode, dropout), real.shape[0]);
}

/** What C minimises; its metrics join `metrics`. */
function measuredForC(verdicts: Verdicts, masks: tf.Tensor4D, config: Config, metrics: Measured): tf.Scalar {
  const { objective, classTerm, maskTerm } = discriminatorObjective(verdicts, masks, config);
  const measured = { classLoss: classTerm, maskLoss: maskTerm, ...accuracies(verdicts, masks) };
  Object.assign(metrics, keepAll(measured));
  return objective;
}

/** What R minimises; its metrics join `metrics`. */
function measuredForR(
  verdicts: Verdicts,
  corrupt: tf.Tensor4D,
  { images, mask }: Scene,
  config: Config,
  metrics: Measured,
): tf.Scalar {
  const { objective, repairTerm, keptTerm } = repairObjective(verdicts, { images, corrupt, mask }, config);
  Object.assign(metrics, keepAll({ repairLoss: repairTerm, keptPixelError: keptTerm }));
  return objective;
}

type Accuracies = Record<'accuracy' | 'maskAccuracy' | 'maskBaseline', tf.Scalar>;

/** How often C is right, and what always answering the commoner value of Ω would give. */
function accuracies({ real, corrupt }: Verdicts, mask: tf.Tensor4D): Accuracies {
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
