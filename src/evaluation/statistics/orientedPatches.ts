/** The patches of images whose edges run most in one direction, by the structure tensor. */
import type { SlicedAtOnce } from '../../base/slices';
import { Cropper } from '../../data/crop';
import type { ImageSet } from '../../data/imageSet';
import { rgbPicture, type Picture } from '../pictures/picture';
import { PATCH, PLACES, SIDE, STRIDE, viewer } from './views';

export interface OrientedPatch extends Orientation {
  /** Index in the set. */
  readonly image: number;
  readonly picture: Picture;
}

interface Orientation {
  /** The direction in which its edges run, in degrees from 0, across, to 180, counted to the left. */
  readonly degrees: number;
  /** (λ₁ − λ₂) / (λ₁ + λ₂) of the structure tensor: 1 where all edges run alike, 0 where they run anyhow. */
  readonly coherence: number;
  /** λ₁ − λ₂, by which patches are ranked: strong edges in one direction. */
  readonly strength: number;
}

/** Side of the pictures of patches, in pixels. */
const SHOWN = 32;

/** The most oriented patches, one an image at most, strongest first. */
export function* orientedPatches(
  images: ImageSet,
  indices: readonly number[],
  count: number,
): SlicedAtOnce<OrientedPatch[]> {
  const view = viewer(images);
  const best: (Orientation & { image: number; place: number })[] = [];
  for (const [i, image] of indices.entries()) {
    best.push({ image, ...mostOriented(view(image)) });
    yield { what: 'oriented patches', done: i + 1, total: indices.length };
  }
  best.sort((a, b) => b.strength - a.strength);
  const cropper = new Cropper(images.pixels, SHOWN);
  const scale = images.pixels / SIDE;
  return best.slice(0, count).map(({ place, ...found }) => {
    const rgb = new Float32Array(SHOWN * SHOWN * 3);
    const x = (place % PLACES) * STRIDE * scale;
    const y = Math.floor(place / PLACES) * STRIDE * scale;
    const side = PATCH * scale;
    cropper.draw(images.image(found.image), { x, y, width: side, height: side }, false, rgb, 0);
    return { ...found, picture: rgbPicture(rgb, 0, 255) };
  });
}

/** Of the places that patches of a view have. */
function mostOriented(view: Float32Array): Orientation & { place: number } {
  const grey = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    // Luma of ITU-R BT.601.
    return 0.299 * view[3 * i]! + 0.587 * view[3 * i + 1]! + 0.114 * view[3 * i + 2]!;
  });
  let best = { place: 0, ...orientationAt(grey, 0, 0) };
  for (let place = 1; place < PLACES * PLACES; place++) {
    const found = orientationAt(grey, Math.floor(place / PLACES) * STRIDE, (place % PLACES) * STRIDE);
    if (found.strength > best.strength) best = { place, ...found };
  }
  return best;
}

/**
 * Of the patch whose upper left pixel this is, by the differences between the pixels inside.
 *
 * @param grey [SIDE, SIDE]
 */
export function orientationAt(grey: Float32Array, row: number, column: number): Orientation {
  let [xx, xy, yy] = [0, 0, 0];
  for (let y = row + 1; y < row + PATCH - 1; y++) {
    for (let x = column + 1; x < column + PATCH - 1; x++) {
      const i = y * SIDE + x;
      const across = grey[i + 1]! - grey[i - 1]!;
      const down = grey[i + SIDE]! - grey[i - SIDE]!;
      xx += across * across;
      xy += across * down;
      yy += down * down;
    }
  }
  const strength = Math.hypot(xx - yy, 2 * xy);
  // The gradient’s main axis, by the double angle; y points down, and edges run across it.
  const gradient = (Math.atan2(-2 * xy, xx - yy) / 2) * (180 / Math.PI);
  const degrees = (gradient + 270) % 180;
  return { degrees, coherence: xx + yy > 0 ? strength / (xx + yy) : 0, strength };
}
