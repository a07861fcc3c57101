/** How well a network tells the labels of what its method draws, of images that it is not trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { centralView } from '../data/augment';
import type { ImageSet } from '../data/imageSet';
import { SIZES, type SizeName } from '../schema/sizes';
import { labelAccuracy, labelTensor } from '../training/labels';
import type { DrawnBatch } from '../training/method';

/** As many as give steady statistics of normalisation. */
const BATCH_IMAGES = 16;

interface Asked {
  readonly size: SizeName;
  readonly images: ImageSet;
  readonly indices: readonly number[];
  /** What is made of some central views, [n, p, p, 3] in [−1, 1]: as many examples. */
  readonly draw: (views: Float32Array<ArrayBuffer>) => DrawnBatch;
  /** Of pictures [m, s, s, 3] as they are drawn, normalised by the batch as in training. */
  readonly logits: (pictures: tf.Tensor4D) => tf.Tensor2D;
}

/** The share of examples whose most probable label is the right one. Frees all that it makes. */
export async function labelsTold({ size, images, indices, draw, logits }: Asked): Promise<number> {
  const { pixels } = SIZES[size];
  let right = 0;
  for (let from = 0; from < indices.length; from += BATCH_IMAGES) {
    const some = indices.slice(from, from + BATCH_IMAGES);
    const {
      images: drawn,
      side = pixels,
      labels,
    } = draw(new Float32Array(centralView(images, some, pixels)));
    const share = tf.tidy(() => {
      const pictures = tf.tensor4d(drawn, [drawn.length / (3 * side ** 2), side, side, 3]);
      return labelAccuracy(logits(pictures), labelTensor(labels));
    });
    right += (await share.data())[0]! * some.length;
    share.dispose();
  }
  return right / indices.length;
}
