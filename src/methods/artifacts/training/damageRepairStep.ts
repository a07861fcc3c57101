/**
 * Phase two: E and D are frozen; the repair network R mends damaged features, the discriminator C tells real from
 * corrupt images and predicts where they were damaged (eqs. 4 and 5).
 */
import { hiddenUnits } from '../../../networks/trunk';
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { apartFromTape, gradientsFromTape, keepAll } from '../../../kernels/tape';
import { decode } from '../networks/decoder';
import { CORRUPT, discriminateParts, REAL } from '../networks/discriminator';
import { encode } from '../networks/encoder';
import { drawFakeStart, fakeImages, type FakeStart } from '../networks/fakes';
import type { NormMode } from '../../../networks/layers';
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import { drawDropout } from '../../../training/dropout';
import type { DamageRepairState } from './damageRepairState';
import type { Learners } from './learners';
import { copiesSeen, learntSigma, updateNoise, withNoise } from './noise';
import {
  discriminatorObjective,
  masksSeen,
  mean,
  repairObjective,
  verdictsOf,
  type Verdicts,
} from './objectives';
import type { StepMetrics } from '../../../training/stepMetrics';

/** Step metrics while they are being taken. */
type Measured = { -readonly [Name in keyof StepMetrics]: StepMetrics[Name] };

export interface Rates {
  readonly C: number;
  readonly R: number;
}

/** What both updates of a step share; none of it depends on R or C. */
interface Scene extends FakeStart {
  readonly images: tf.Tensor4D;
  /** D(φ(x)), or x itself in ablation (a). */
  readonly real: tf.Tensor4D;
  /** Factors for fc1's units of the joint batch, real first. */
  readonly dropout: tf.Tensor2D;
}

/**
 * One update of C and one of R, if there is something that learns against C. Alternating: R plays against the C just
 * updated. Simultaneous: both gradients are taken at the same parameters, then applied.
 *
 * @param images [n, p, p, 3] in [−1, 1]
 * @param learners of one alone, the other stays as it is, averages of normalisation included; so does, where R learns
 *   alone, what C has seen before. What is measured is what was minimised
 */
export function damageRepairStep(
  networks: ArtifactNetworks,
  state: DamageRepairState,
  config: ArtifactsConfig,
  images: tf.Tensor4D,
  rates: Rates,
  learners: Learners = 'both',
): StepMetrics {
  return tf.tidy(() => {
    // A tidy of its own: nothing of these forward passes is needed in the backward ones.
    const scene = tf.tidy(() => ({ ...setScene(networks, state, config, images) }));
    const update = wayToUpdate(config, learners);
    const metrics = update({ networks, state, config, scene, rates });
    return { ...metrics, ...learntSigma(state.noise) };
  });
}

interface Turn {
  readonly networks: ArtifactNetworks;
  readonly state: DamageRepairState;
  readonly config: ArtifactsConfig;
  readonly scene: Scene;
  readonly rates: Rates;
}

function wayToUpdate(
  { fakes, updateRule, historyShare }: ArtifactsConfig,
  learners: Learners,
): (turn: Turn) => StepMetrics {
  // In ablation (k) nothing learns to make fakes better.
  if (learners === 'C' || fakes === 'damaged') return updateOnlyC;
  if (learners === 'R') return updateOnlyR;
  return updateRule === 'simultaneous' && historyShare === 0 ? updateFromOneForward : updateInTurn;
}

/** x̂ is made once for both; C judges it anew for R, with past corrupt images left out and its update in. */
function updateInTurn(turn: Turn): StepMetrics {
  const { state, config, rates } = turn;
  const metrics: Measured = {};
  let forC: tf.NamedTensorMap = {};
  const forR = gradientsForR(turn, metrics, (corrupt) => {
    forC = apartFromTape(() => gradientsForC(turn, corrupt, metrics));
    if (config.updateRule === 'alternating') applyToC(turn, forC);
  });
  if (config.updateRule === 'simultaneous') applyToC(turn, forC);
  state.optimisers.R.apply(forR, rates.R);
  return metrics;
}

function updateOnlyC(turn: Turn): StepMetrics {
  const metrics: Measured = {};
  const corrupt = tf.tidy(() => fakeImages(turn.networks, turn.config, turn.scene, 'batch'));
  applyToC(turn, gradientsForC(turn, corrupt, metrics));
  return metrics;
}

function updateOnlyR(turn: Turn): StepMetrics {
  const metrics: Measured = {};
  turn.state.optimisers.R.apply(gradientsForR(turn, metrics), turn.rates.R);
  return metrics;
}

/** Where both see the same images at the same parameters, two backward passes share one forward pass. */
function updateFromOneForward(turn: Turn): StepMetrics {
  const { networks, state, config, scene, rates } = turn;
  const metrics: Measured = {};
  let forC: tf.NamedTensorMap = {};
  const { grads: forR } = tf.variableGrads(() => {
    const corrupt = fakeImages(networks, config, scene, 'training');
    const verdicts = judge(turn, { real: scene.real, corrupt, how: 'parts' }, 'training');
    const objective = measuredForC(verdicts, scene.mask, config, metrics);
    forC = gradientsFromTape(objective, playersOf(state));
    return measuredForR(verdicts, corrupt, scene, config, metrics);
  }, state.optimisers.R.variables);
  applyToC(turn, forC);
  state.optimisers.R.apply(forR, rates.R);
  return metrics;
}

/** Of R's objective against C as it is once `seen` has had the corrupt images. */
function gradientsForR(
  turn: Turn,
  metrics: Measured,
  seen: (corrupt: tf.Tensor4D) => void = () => undefined,
): tf.NamedTensorMap {
  const { networks, state, config, scene } = turn;
  const { grads } = tf.variableGrads(() => {
    const corrupt = fakeImages(networks, config, scene, 'training');
    seen(corrupt);
    const verdicts = judge(turn, { real: scene.real, corrupt, how: 'parts' }, 'batch');
    return measuredForR(verdicts, corrupt, scene, config, metrics);
  }, state.optimisers.R.variables);
  return grads;
}

/** Of C's objective on real and corrupt images, some of the latter from the past. */
function gradientsForC(turn: Turn, corrupt: tf.Tensor4D, metrics: Measured): tf.NamedTensorMap {
  const { state, config, scene } = turn;
  const fresh = { images: corrupt, masks: scene.mask };
  const shown = state.history.mix(fresh, config.historyShare, state.random.history);
  const { grads } = tf.variableGrads(() => {
    const seen = { real: scene.real, corrupt: shown.images, how: 'whole' } as const;
    const verdicts = judge(turn, seen, 'training');
    return measuredForC(verdicts, shown.masks, config, metrics);
  }, playersOf(state));
  return keepAll(grads);
}

/** What is differentiated by in C's objective. */
function playersOf({ optimisers: { C, N } }: DamageRepairState): tf.Variable[] {
  return [...C.variables, ...N.variables];
}

function applyToC({ state, config, rates }: Turn, gradients: tf.NamedTensorMap): void {
  state.optimisers.C.apply(gradients, rates.C);
  updateNoise(state.noise, state.optimisers.N, gradients, config.noisePenalty, rates.C);
}

function setScene(
  { E, D }: ArtifactNetworks,
  { random }: DamageRepairState,
  config: ArtifactsConfig,
  images: tf.Tensor4D,
): Scene {
  const features = encode(E, config, images, 'inference');
  const real = config.realInput === 'raw' ? images : decode(D, config, features, 'inference');
  const { start, mask } = drawFakeStart(config, features, random);
  const rows = 2 * images.shape[0] * copiesSeen(config);
  const dropout = drawDropout(random.dropout, rows, hiddenUnits(config), config.dropout);
  return { images, real, start, mask, dropout };
}

/** C on real and corrupt images as it sees them, in one batch, real first; the convolutions `whole` or in two parts. */
function judge(
  { networks: { C }, state, config, scene: { dropout } }: Turn,
  { real, corrupt, how }: { real: tf.Tensor4D; corrupt: tf.Tensor4D; how: 'whole' | 'parts' },
  mode: NormMode,
): Verdicts {
  const seen = (images: tf.Tensor4D): tf.Tensor4D =>
    withNoise(images, config, state.noise, state.random.noise);
  const parts = [seen(real), seen(corrupt)];
  const given = how === 'whole' ? [tf.concat(parts, 0)] : parts;
  return verdictsOf(discriminateParts(C, config, given, mode, dropout), parts[0]!.shape[0]);
}

/** What C minimises; its metrics join `metrics`. */
function measuredForC(
  verdicts: Verdicts,
  masks: tf.Tensor4D,
  config: ArtifactsConfig,
  metrics: Measured,
): tf.Scalar {
  const { objective, classTerm, maskTerm } = discriminatorObjective(verdicts, masks, config);
  Object.assign(metrics, keepAll({ classLoss: classTerm, accuracy: accuracy(verdicts) }));
  if (maskTerm) Object.assign(metrics, keepAll({ maskLoss: maskTerm, ...maskAccuracies(verdicts, masks) }));
  return objective;
}

/** What R minimises; its metrics join `metrics`. */
function measuredForR(
  verdicts: Verdicts,
  corrupt: tf.Tensor4D,
  { images, mask }: Scene,
  config: ArtifactsConfig,
  metrics: Measured,
): tf.Scalar {
  const { objective, repairTerm, keptTerm } = repairObjective(verdicts, { images, corrupt, mask }, config);
  Object.assign(metrics, keepAll({ repairLoss: repairTerm, ...(keptTerm && { keptPixelError: keptTerm }) }));
  return objective;
}

const share = (hits: tf.Tensor): tf.Scalar => tf.mean(tf.cast(hits, 'float32'));

/** How often C tells real from corrupt. */
function accuracy({ real, corrupt }: Verdicts): tf.Scalar {
  const realWon = tf.equal(tf.argMax(real.classLogits, 1), REAL);
  const corruptWon = tf.equal(tf.argMax(corrupt.classLogits, 1), CORRUPT);
  return mean(share(realWon), share(corruptWon));
}

/** How often C predicts Ω, and what always answering its commoner value would give. */
function maskAccuracies({ corrupt }: Verdicts, masks: tf.Tensor4D) {
  const predicted = tf.cast(tf.greater(corrupt.maskLogits, 0), 'float32');
  const keptShare: tf.Scalar = tf.mean(masks);
  return {
    maskAccuracy: share(tf.equal(predicted, masksSeen(masks, corrupt))),
    maskBaseline: tf.maximum(keptShare, tf.sub<tf.Scalar>(1, keptShare)),
  };
}
