import * as tf from '@tensorflow/tfjs-core';

/**
 * A square map [n, h, h, c] resized to [n, side, side, c], bilinear with half-pixel centres. As a product with a matrix,
 * because fine-tuning needs its gradient, which tfjs-wasm has not.
 */
export function resizeMap(map: tf.Tensor4D, side: number): tf.Tensor4D {
  const [n, height, , channels] = map.shape;
  return tf.tidy(() => {
    const rows = tf.reshape(tf.transpose(map, [0, 3, 1, 2]), [n * channels, height * height]);
    const resized = tf.matMul(rows, tf.tensor2d(bilinear(height, side), [height * height, side * side]));
    return tf.transpose(tf.reshape(resized, [n, channels, side, side]), [0, 2, 3, 1]);
  });
}

/** What each pixel gives to each pixel of the result, [from · from, to · to]. */
function bilinear(from: number, to: number): Float32Array {
  const weights = new Float32Array(from * from * to * to);
  for (let target = 0; target < to * to; target++) {
    for (const [y, shareY] of taps(Math.floor(target / to), from, to)) {
      for (const [x, shareX] of taps(target % to, from, to)) {
        weights[(y * from + x) * to * to + target]! += shareY * shareX;
      }
    }
  }
  return weights;
}

/** The two source pixels along one axis, each with its share. */
function taps(i: number, from: number, to: number): readonly (readonly [pixel: number, share: number])[] {
  const centre = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
  const first = Math.floor(centre);
  return [
    [first, 1 - (centre - first)],
    [Math.min(first + 1, from - 1), centre - first],
  ];
}
