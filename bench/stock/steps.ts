/**
 * Both training steps as anyone would write them with stock tfjs: tf.variableGrads once for each player and
 * tf.train.adam. The workload is that of benchConfig: normalisation of conv5 alone, non-saturating loss, mask loss on
 * corrupt images, no history.
 */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../src/base/random';
import type { ArtifactsConfig } from '../../src/methods/artifacts/config';
import { cellsPerSide } from '../../src/schema/sizes';
import { damage, drawDropMask } from '../../src/methods/artifacts/networks/damage';
import { hiddenUnits } from '../../src/networks/trunk';
import { CORRUPT, REAL } from '../../src/methods/artifacts/networks/discriminator';
import type { ArtifactNetworks } from '../../src/methods/artifacts/networks/artifactNetworks';
import { sigmoidCrossEntropy, softmaxCrossEntropy } from './layers';
import { decode, discriminate, encode } from './networks';

export interface StockSteps {
  /** Each updates the networks' own weights and returns a loss. */
  readonly autoencoder: () => tf.Scalar;
  readonly damageRepair: (rule: ArtifactsConfig['updateRule']) => tf.Scalar;
  readonly dispose: () => void;
}

/** Call the steps under stock gradients. */
export function makeStockSteps(
  networks: ArtifactNetworks,
  config: ArtifactsConfig,
  images: tf.Tensor4D,
  newOptimiser = (): tf.Optimizer => tf.train.adam(1e-4, config.adamBeta1, 0.999, config.adamEpsilon),
): StockSteps {
  const optimisers = { autoencoder: newOptimiser(), C: newOptimiser(), R: newOptimiser() };
  const random = {
    damage: Random.forPurpose(config.seed, 'damage'),
    dropout: Random.forPurpose(config.seed, 'dropout'),
  };
  return {
    autoencoder: () => autoencoderStep(networks, optimisers.autoencoder, config, images),
    damageRepair: (rule) =>
      damageRepairStep(networks, optimisers, { ...config, updateRule: rule }, images, random),
    dispose: () => {
      for (const optimiser of Object.values(optimisers)) optimiser.dispose();
    },
  };
}

function autoencoderStep(
  { E, D }: ArtifactNetworks,
  optimiser: tf.Optimizer,
  config: ArtifactsConfig,
  images: tf.Tensor4D,
): tf.Scalar {
  const variables = [...E.trainable, ...D.trainable].map(({ variable }) => variable);
  const { value, grads } = tf.variableGrads(() => {
    const copy = decode(D, config, encode(E, config, images, 'training'), 'training');
    return tf.mul<tf.Scalar>(tf.mean(tf.squaredDifference(copy, images)), config.reconstructionWeight);
  }, variables);
  optimiser.applyGradients(grads);
  return value;
}

function damageRepairStep(
  { E, D, R, C }: ArtifactNetworks,
  optimisers: { readonly C: tf.Optimizer; readonly R: tf.Optimizer },
  config: ArtifactsConfig,
  images: tf.Tensor4D,
  random: Record<'damage' | 'dropout', Random>,
): tf.Scalar {
  const n = images.shape[0];
  const features = encode(E, config, images, 'inference');
  const real = decode(D, config, features, 'inference');
  const mask = drawDropMask(random.damage, n, cellsPerSide(config.size), config.theta);
  const damaged = damage(features, mask, config.fill, random.damage);
  const dropout = drawDropout(random.dropout, 2 * n, hiddenUnits(config), config.dropout);
  const corruptImages = (): tf.Tensor4D => decode(D, config, damaged, 'inference', { R, mask });
  const judge = (corrupt: tf.Tensor4D, mode: 'training' | 'batch') => {
    const { classLogits, maskLogits } = discriminate(C, tf.concat([real, corrupt], 0), mode, dropout);
    const [ofReal, ofCorrupt] = tf.split(classLogits, 2, 0) as [tf.Tensor2D, tf.Tensor2D];
    return { ofReal, ofCorrupt, maskLogits: tf.slice(maskLogits, [n, 0, 0, 0], [n, -1, -1, -1]) };
  };

  const corrupt = corruptImages();
  const forC = tf.variableGrads(
    () => {
      const { ofReal, ofCorrupt, maskLogits } = judge(corrupt, 'training');
      const classes = tf.add(softmaxCrossEntropy(ofReal, REAL), softmaxCrossEntropy(ofCorrupt, CORRUPT));
      const cells = sigmoidCrossEntropy(maskLogits, mask);
      return tf.add<tf.Scalar>(tf.mul(classes, 0.5 * config.classWeight), tf.mul(cells, config.maskWeight));
    },
    C.trainable.map(({ variable }) => variable),
  );
  if (config.updateRule === 'alternating') optimisers.C.applyGradients(forC.grads);
  const forR = tf.variableGrads(
    () => softmaxCrossEntropy(judge(corruptImages(), 'batch').ofCorrupt, REAL),
    R.trainable.map(({ variable }) => variable),
  );
  if (config.updateRule === 'simultaneous') optimisers.C.applyGradients(forC.grads);
  optimisers.R.applyGradients(forR.grads);
  return forR.value;
}

/** Inverted dropout, drawn on the processor as ours is. */
export function drawDropout(random: Random, n: number, units: number, share: number): tf.Tensor2D {
  const kept = 1 / (1 - share);
  const factors = Float32Array.from({ length: n * units }, () => (random.uniform() < share ? 0 : kept));
  return tf.tensor2d(factors, [n, units]);
}
