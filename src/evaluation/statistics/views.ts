/** Images as the statistics look at them: whole, small, all alike. */
import { Cropper } from '../../data/crop';
import type { ImageSet } from '../../data/imageSet';

/** Side at which images are looked at, in pixels. */
export const SIDE = 32;
/** Side of a patch: a quarter of the image’s. */
export const PATCH = 8;
/** Pixels between two patches; they overlap by half. */
export const STRIDE = 4;
/** Places of a patch along a side: the same ones, seen from each of the four edges. */
export const PLACES = (SIDE - PATCH) / STRIDE + 1;

/** Whole images, one after the other, as RGB [SIDE, SIDE, 3] in [0, 1]. What is given is written over by the next. */
export function viewer(images: ImageSet): (image: number) => Float32Array {
  const cropper = new Cropper(images.pixels, SIDE);
  const whole = { x: 0, y: 0, width: images.pixels, height: images.pixels };
  const view = new Float32Array(SIDE * SIDE * 3);
  return (image) => {
    cropper.draw(images.image(image), whole, false, view, 0);
    for (let i = 0; i < view.length; i++) view[i]! /= 255;
    return view;
  };
}

/** A square picture [side, side, depth] turned to the left by so many quarters. */
export function turned(picture: Float32Array, side: number, quarters: number): Float32Array {
  const depth = picture.length / side ** 2;
  const result = new Float32Array(picture.length);
  for (let place = 0; place < side * side; place++) {
    const from = placeBefore(place, side, quarters) * depth;
    result.set(picture.subarray(from, from + depth), place * depth);
  }
  return result;
}

/** Where in a square grid, row by row, that lay which a turn to the left by so many quarters brings to `place`. */
export function placeBefore(place: number, side: number, quarters: number): number {
  let [row, column] = [Math.floor(place / side), place % side];
  // To the left: the column counted from the right becomes the row.
  for (let quarter = 0; quarter < quarters; quarter++) [row, column] = [column, side - 1 - row];
  return row * side + column;
}
