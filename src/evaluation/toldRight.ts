/** How well a classifier tells the parts of a batch apart, of images that it is not trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { centralView } from '../data/augment';
import type { ImageSet } from '../data/imageSet';
import { SIZES, type SizeName } from '../schema/sizes';
import type { Part } from '../training/classes';

/** As many as give steady statistics of normalisation. */
const BATCH_IMAGES = 16;

interface Asked {
  readonly size: SizeName;
  readonly images: ImageSet;
  readonly indices: readonly number[];
  /** What is made of some central views, [n, p, p, 3] in [−1, 1]. Called within tf.tidy. */
  readonly partsOf: (views: Float32Array<ArrayBuffer>, count: number) => readonly Part[];
  /** Logits [n, classes] of pictures, normalised by the batch as in training. */
  readonly logits: (pictures: tf.Tensor4D) => tf.Tensor2D;
}

/** The share of all that is made of the images whose most probable class is the right one. Frees all that it makes. */
export async function toldRight({ size, images, indices, partsOf, logits }: Asked): Promise<number> {
  // So that the last batch is about as large as the others.
  const most = Math.ceil(indices.length / Math.ceil(indices.length / BATCH_IMAGES));
  let [right, all] = [0, 0];
  for (let from = 0; from < indices.length; from += most) {
    const some = indices.slice(from, from + most);
    const hits = tf.tidy(() => {
      const parts = partsOf(new Float32Array(centralView(images, some, SIZES[size].pixels)), some.length);
      const labels = parts.flatMap((part) => Array<number>(part.images.shape[0]).fill(part.label));
      const pictures = parts.map((part) => part.images);
      const told = tf.argMax(logits(tf.concat(pictures, 0)), 1);
      return tf.cast(tf.equal(told, tf.tensor1d(labels, 'int32')), 'float32');
    });
    const values = await hits.data<'float32'>();
    hits.dispose();
    right += values.reduce((sum, hit) => sum + hit, 0);
    all += values.length;
  }
  return right / all;
}
