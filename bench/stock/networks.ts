/** E, D, R and C once more, over the same weights, with stock operations. */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../../src/methods/artifacts/config';
import { enlargeMask } from '../../src/methods/artifacts/networks/damage';
import { MEAN_COLOUR } from '../../src/networks/trunk';
import { NORM_EPSILON, type NormMode } from '../../src/networks/layers';
import type { Parameters } from '../../src/networks/parameters';
import * as stock from './layers';

const NORM_DECAY = 0.975;

function normalize<T extends tf.Tensor2D | tf.Tensor4D>(
  parameters: Parameters,
  name: string,
  x: T,
  mode: NormMode,
  slope = 1,
): T {
  const vector = (role: string): tf.Variable<tf.Rank.R1> => parameters.get<tf.Rank.R1>(`${name}/${role}`);
  const gamma = parameters.has(`${name}/gamma`) ? vector('gamma') : null;
  if (mode === 'inference') {
    const [mean, variance] = [vector('mean'), vector('variance')];
    return stock.batchNormInference(x, mean, variance, gamma, vector('beta'), NORM_EPSILON, slope);
  }
  const { y, mean, variance } = stock.batchNormTraining(x, gamma, vector('beta'), NORM_EPSILON, slope);
  if (mode === 'training') {
    for (const [role, value] of Object.entries({ mean, variance })) {
      const average = vector(role);
      average.assign(tf.add(tf.mul(average, NORM_DECAY), tf.mul(value, 1 - NORM_DECAY)));
    }
  }
  return y;
}

const kernel = (parameters: Parameters, name: string): tf.Tensor4D =>
  parameters.get<tf.Rank.R4>(`${name}/kernel`);
const bias = (parameters: Parameters, name: string): tf.Tensor1D =>
  parameters.get<tf.Rank.R1>(`${name}/bias`);

/** φ(x) of images [n, p, p, 3]. */
export function encode(E: Parameters, config: ArtifactsConfig, x: tf.Tensor4D, mode: NormMode): tf.Tensor4D {
  let z = x;
  for (let i = 1; i <= 5; i++) {
    z = stock.conv2d(z, kernel(E, `E/${i}`), i === 1 ? 1 : 2);
    z = normalize(E, `E/${i}`, z, mode, config.leakySlope);
  }
  return z;
}

/** Images from features [n, m, m, c]; with a mask Ω, R mends the input of every layer. */
export function decode(
  D: Parameters,
  config: ArtifactsConfig,
  features: tf.Tensor4D,
  mode: NormMode,
  repair?: { readonly R: Parameters; readonly mask: tf.Tensor4D },
): tf.Tensor4D {
  const mended = (i: number, z: tf.Tensor4D): tf.Tensor4D =>
    repair ? mend(repair.R, config, i, z, repair.mask) : z;
  let z = features;
  for (let i = 1; i <= 4; i++) {
    z = stock.conv2d(stock.upsample2x(mended(i, z)), kernel(D, `D/${i}`), 1);
    z = normalize(D, `D/${i}`, z, mode, config.leakySlope);
  }
  return tf.tanh(tf.add(stock.conv2d(mended(5, z), kernel(D, 'D/5'), 1), bias(D, 'D/5')));
}

function mend(
  R: Parameters,
  config: ArtifactsConfig,
  i: number,
  z: tf.Tensor4D,
  mask: tf.Tensor4D,
): tf.Tensor4D {
  const name = `R/${i}`;
  const blocks = enlargeMask(mask, z.shape[1] / mask.shape[1]);
  const input = config.repairPreNorm ? normalize(R, `${name}/input`, z, 'training') : z;
  const first = stock.conv2d(tf.concat([input, blocks], 3), kernel(R, `${name}/first`), 1);
  const hidden = normalize(R, `${name}/first`, first, 'training', config.leakySlope);
  const change = tf.add(stock.conv2d(hidden, kernel(R, `${name}/last`), 1), bias(R, `${name}/last`));
  return tf.add(z, tf.mul(tf.sub(1, blocks), change));
}

/** Logits of C for images [n, p, p, 3], with factors for fc1's units. */
export function discriminate(
  C: Parameters,
  images: tf.Tensor4D,
  mode: NormMode,
  dropout: tf.Tensor2D,
): { maskLogits: tf.Tensor4D; classLogits: tf.Tensor2D } {
  let z: tf.Tensor4D = tf.sub(tf.add(tf.mul(images, 127.5), 127.5), tf.tensor1d(MEAN_COLOUR));
  for (let i = 1; i <= 5; i++) {
    const name = `C/conv${i}`;
    z = stock.conv2d(z, kernel(C, name), i === 1 ? 4 : 1, i === 1 || i === 3 ? 1 : 2);
    z = i === 5 ? normalize(C, name, z, mode, 0) : tf.relu(tf.add(z, bias(C, name)));
    if (i <= 2) z = stock.localResponseNorm(stock.maxPool(z));
  }
  const maskLogits: tf.Tensor4D = tf.add(stock.conv2d(z, kernel(C, 'C/mask'), 1), bias(C, 'C/mask'));
  const product: tf.Tensor2D = tf.matMul(tf.reshape(z, [z.shape[0], -1]), C.get<tf.Rank.R2>('C/fc1/kernel'));
  const hidden: tf.Tensor2D = tf.relu(tf.add(product, bias(C, 'C/fc1')));
  const logits = tf.matMul(tf.mul<tf.Tensor2D>(hidden, dropout), C.get<tf.Rank.R2>('C/fc2/kernel'));
  return { maskLogits, classLogits: tf.add(logits, bias(C, 'C/fc2')) };
}
