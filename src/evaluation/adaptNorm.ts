import * as tf from '@tensorflow/tfjs-core';
import type { ImageSet } from '../data/imageSet';
import { conv2d } from '../kernels/ops';
import { maps } from '../networks/reading';
import { batches, type FeatureSource } from './features';
import type { Sliced } from './slices';

/**
 * Replaces the averages of conv5's normalisation in `source` by the exact mean and variance over these images: where
 * the authors' code, which trains its probe with batch statistics, ends up (`probeNorm: batch`). The networks must be
 * the caller's own copy.
 */
export async function* adaptNorm(
  source: FeatureSource,
  images: ImageSet,
  indices: ArrayLike<number>,
): Sliced<void> {
  const { config, networks } = source;
  const kernel = networks.C.get<tf.Rank.R4>('C/conv5/kernel');
  const channels = kernel.shape[3];
  const mean = new Float64Array(channels);
  const squares = new Float64Array(channels);
  let count = 0;
  for (const { from, batch } of batches(config, images, indices)) {
    const moments = tf.tidy(() => {
      const { conv4 } = maps(networks, config, batch, ['conv4']);
      const z = conv2d(conv4, kernel, 1, conv4.shape[3] / kernel.shape[2]);
      return { size: z.size / channels, ...tf.moments(z, [0, 1, 2]) };
    });
    const [batchMean, batchVariance] = await Promise.all([moments.mean.data(), moments.variance.data()]);
    tf.dispose([moments.mean, moments.variance]);
    const before = count;
    count += moments.size;
    // Chan's update: sums of squares about the mean, without cancellation.
    for (let c = 0; c < channels; c++) {
      const shift = batchMean[c]! - mean[c]!;
      mean[c]! += (shift * moments.size) / count;
      squares[c]! += batchVariance[c]! * moments.size + (shift * shift * before * moments.size) / count;
    }
    batch.dispose();
    yield { what: 'normalisation', done: from + batch.shape[0], total: indices.length };
  }
  tf.tidy(() => {
    networks.C.get('C/conv5/mean').assign(tf.tensor1d(Float32Array.from(mean)));
    networks.C.get('C/conv5/variance').assign(tf.tensor1d(Float32Array.from(squares, (sum) => sum / count)));
  });
}
