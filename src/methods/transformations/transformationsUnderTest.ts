/** What the tests of transformations have in common: small runs on noise, step by step. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { makeConfig } from '../../experiments/presets';
import { makeNetworks, disposeNetworks } from '../../networks/networks';
import { SIZES } from '../../schema/sizes';
import { disposeWork } from '../../training/phaseWork';
import { drawBatch } from './draw';
import { learnersOf } from './inpainting/learners';
import { transformations } from './method';
import type { TransformationsConfig } from './network';

export const PIXELS = SIZES.tiny.pixels;

export function configOf(changes: Partial<TransformationsConfig> = {}): TransformationsConfig {
  return makeConfig({ method: 'transformations', size: 'tiny', batchSize: 8, ...changes });
}

export function noise(n: number, seed: number, pixels: number = PIXELS): Float32Array<ArrayBuffer> {
  const random = new Random(seed);
  return Float32Array.from({ length: 3 * pixels ** 2 * n }, () => random.between(-1, 1));
}

export const INPAINTING_SEED = 3;

/** Networks and work as they begin, and a step on images whose views `seed` draws. */
export function begin(config: TransformationsConfig) {
  const { pixels } = SIZES[config.size];
  const networks = makeNetworks(transformations.specs(config), config.seed);
  const random = { dropout: new Random(2), inpainting: new Random(INPAINTING_SEED) };
  const work = transformations.begin('transformations', networks, config, { random, values: null });
  const step = (
    images: Float32Array<ArrayBuffer>,
    rate: number,
    seed = 1,
    players = learnersOf(config, 1, config.steps),
  ) => {
    const drawn = drawBatch(images, config, new Random(seed));
    const batch = tf.tensor4d(drawn.images, [drawn.labels.length, pixels, pixels, 3]);
    const metrics = transformations.step({
      ...{ phase: 'transformations', networks, work, config, images: batch, labels: drawn.labels },
      ...{ players, rates: { learningRate: rate, inpainterLearningRate: rate } },
    });
    batch.dispose();
    return metrics;
  };
  const dispose = (): void => {
    disposeNetworks(networks);
    disposeWork(work);
  };
  return { networks, work, step, dispose };
}
