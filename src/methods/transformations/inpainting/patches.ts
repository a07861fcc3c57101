/** Patches taken out of images (eq. (4.2)), erased (what eq. (4.3) gives to F), and put back (eq. (4.4)). */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../base/random';
import type { Place } from './geometry';

/** The patches e of these images, one of each, [n, side, side, 3]. @param images [n, p, p, 3] */
export function patchesAt(images: tf.Tensor4D, places: readonly Place[], side: number): tf.Tensor4D {
  const patches = places.map(({ x, y }, i) => tf.slice(images, [i, y, x, 0], [1, side, side, -1]));
  return tf.concat(patches, 0);
}

/**
 * The images with a patch put over each, to the bit; differentiable by the patches.
 *
 * @param images [n, p, p, 3] @param patches [n, side, side, 3]
 */
export function pasted(images: tf.Tensor4D, patches: tf.Tensor4D, places: readonly Place[]): tf.Tensor4D {
  const side = patches.shape[1];
  const room = images.shape[1] - side;
  const framed = tf.split(patches, places.length, 0).map((patch, i) => {
    const { x, y } = places[i]!;
    return tf.pad(patch, [
      [0, 0],
      [y, room - y],
      [x, room - x],
      [0, 0],
    ]);
  });
  return tf.add(tf.mul(images, outside(images.shape[1], side, places)), tf.concat(framed, 0));
}

/** [n, p, p, 1]: 0 in the patch, 1 around it. */
function outside(pixels: number, side: number, places: readonly Place[]): tf.Tensor4D {
  const mask = new Float32Array(places.length * pixels ** 2).fill(1);
  places.forEach(({ x, y }, i) => {
    for (let row = y; row < y + side; row++) {
      const from = (i * pixels + row) * pixels + x;
      mask.fill(0, from, from + side);
    }
  });
  return tf.tensor4d(mask, [places.length, pixels, pixels, 1]);
}

/** 1 − m of eq. (4.3), [1, side, side, 1]: 1 in the border, 0 inside it. */
export function borderMask(side: number, border: number): tf.Tensor4D {
  const inside = tf.ones<tf.Rank.R4>([1, side - 2 * border, side - 2 * border, 1]);
  const around: [number, number] = [border, border];
  return tf.sub(1, tf.pad(inside, [[0, 0], around, around, [0, 0]]));
}

/** e ⊙ (1 − m) + z ⊙ m, z ~ N(0, σ²). @param patches e, [n, side, side, 3] */
export function erased(patches: tf.Tensor4D, border: number, sigma: number, random: Random): tf.Tensor4D {
  const [n, side, , colours] = patches.shape;
  const length = side - 2 * border;
  const z = Float32Array.from({ length: n * length ** 2 * colours }, () => sigma * random.normal());
  const around: [number, number] = [border, border];
  const noise = tf.pad(tf.tensor4d(z, [n, length, length, colours]), [[0, 0], around, around, [0, 0]]);
  return tf.add(tf.mul(patches, borderMask(side, border)), noise);
}
