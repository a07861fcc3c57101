import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../data/imageSet';
import { batches, type FeatureSource } from './features';
import type { Sliced } from '../base/slices';

/** A channel's statistics over all batches so far. */
interface Running {
  readonly mean: Float64Array;
  /** Sums of squares about the mean, in images. */
  readonly squares: Float64Array;
}

/**
 * Replaces the averages of the read layers' normalisation by mean and variance over these images: exactly where one layer
 * normalises; of several, those above see each batch as normalised by its own statistics. So trained networks and fresh
 * ones, whose averages are still at their start, are read alike. It is where the authors' code, which trains its probe
 * with batch statistics, ends up. The networks must be the caller's own copy.
 */
export async function* adaptNorm(
  { config, networks, reading }: FeatureSource,
  images: ImageSet,
  indices: ArrayLike<number>,
): Sliced<void> {
  const read = networks[reading.network]!;
  const norms = reading.layers
    .map((layer) => `${reading.network}/${layer}`)
    .filter((name) => read.has(`${name}/mean`));
  const running = new Map<string, Running>();
  let count = 0;
  for (const { from, batch } of batches(config, images, indices)) {
    tf.tidy(() => {
      reading.maps(networks, config, batch, reading.layers, { mode: 'estimate' });
    });
    const before = count;
    count += batch.shape[0];
    for (const name of norms) {
      const [mean, variance] = await Promise.all([
        read.get(`${name}/mean`).data<'float32'>(),
        read.get(`${name}/variance`).data<'float32'>(),
      ]);
      const { length } = mean;
      const sums = running.get(name) ?? { mean: new Float64Array(length), squares: new Float64Array(length) };
      running.set(name, sums);
      include(sums, { mean, variance, before, images: batch.shape[0] });
    }
    batch.dispose();
    yield { what: 'normalisation', done: from + batch.shape[0], total: indices.length };
  }
  tf.tidy(() => {
    for (const [name, { mean, squares }] of running) {
      read.get(`${name}/mean`).assign(tf.tensor1d(Float32Array.from(mean)));
      const variance = Float32Array.from(squares, (sum) => sum / count);
      read.get(`${name}/variance`).assign(tf.tensor1d(variance));
    }
  });
}

/** Chan's update: sums of squares about the mean, without cancellation. */
function include(
  running: Running,
  batch: { mean: Float32Array; variance: Float32Array; before: number; images: number },
): void {
  const { before, images } = batch;
  const count = before + images;
  for (const [c, batchMean] of batch.mean.entries()) {
    const shift = batchMean - running.mean[c]!;
    running.mean[c]! += (shift * images) / count;
    running.squares[c]! += batch.variance[c]! * images + (shift * shift * before * images) / count;
  }
}
