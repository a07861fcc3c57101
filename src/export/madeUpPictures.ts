/** Pictures to try networks with. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../base/random';
import type { Config } from '../experiments/config';
import { SIZES } from '../schema/sizes';

/** Two, so that the batch axis is seen to work. */
export const IMAGES = 2;
/** They have squares of one colour, so that deep layers see something, and noise on them. */
const SQUARE = 8;

/** [n, p, p, 3] in whole numbers of 0 … 255. */
export function madeUpPictures({ seed, size }: Pick<Config, 'seed' | 'size'>): tf.Tensor4D {
  const { pixels } = SIZES[size];
  const random = Random.forPurpose(seed, 'export/pictures');
  const squares = pixels / SQUARE;
  const colours = Float32Array.from({ length: IMAGES * squares * squares * 3 }, () =>
    random.between(30, 225),
  );
  const values = Float32Array.from({ length: IMAGES * pixels * pixels * 3 }, (_, i) => {
    const channel = i % 3;
    const x = Math.floor(i / 3) % pixels;
    const y = Math.floor(i / 3 / pixels); // of all pictures one under the other
    const square = Math.floor(y / SQUARE) * squares + Math.floor(x / SQUARE);
    return Math.round(colours[square * 3 + channel]! + random.between(-30, 30));
  });
  return tf.tensor4d(values, [IMAGES, pixels, pixels, 3]);
}

/** 0 … 255 to −1 … 1. */
export function normalized(image: tf.Tensor4D): tf.Tensor4D {
  return tf.sub<tf.Tensor4D>(tf.div(image, 127.5), 1);
}
