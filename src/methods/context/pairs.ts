/** Pairs of patches: one from the middle of an image, and one of the eight around it. */
import type { Random } from '../../base/random';
import { cutPatch, middleOfCell, UNMOVED, type Cut } from '../../data/patch';
import { patchSide } from '../../networks/siamese';
import { SIZES, type SizeName } from '../../schema/sizes';

/** Cells of a 3 × 3 grid, row by row, in which the second patch may lie: the classes. The first lies in cell 4. */
export const PLACES = [0, 1, 2, 3, 5, 6, 7, 8] as const;
export const MIDDLE = 4;

interface Looks {
  readonly size: SizeName;
  readonly gap: boolean;
  readonly jitter: number;
  readonly colours: 'kept' | 'dropped';
  readonly aberration: number;
}

/** σ of the noise in place of a dropped colour, of values in [−1, 1]. */
const NOISE = 0.01;

export interface Pair {
  readonly place: (typeof PLACES)[number];
  /** Of the patch in the middle, and of the other one. */
  readonly cuts: readonly [Cut, Cut];
  /** The colour that each keeps; null: all. */
  readonly kept: readonly [number | null, number | null];
}

export function drawPair(looks: Looks, random: Random): Pair {
  const place = PLACES[random.integer(PLACES.length)]!;
  const cut = (cell: number): Cut => {
    const { top, left } = placeOf(cell, looks);
    const shift = (): number => random.integer(2 * looks.jitter + 1) - looks.jitter;
    return { top: top + shift(), left: left + shift(), moved: UNMOVED };
  };
  const colour = (): number | null => (looks.colours === 'dropped' ? random.integer(3) : null);
  return { place, cuts: [cut(MIDDLE), cut(place)], kept: [colour(), colour()] };
}

/** Where the patch of a cell lies before it is moved: in its middle, or, without a gap, at its neighbour. */
function placeOf(cell: number, { size, gap }: Looks): Pick<Cut, 'top' | 'left'> {
  const { pixels } = SIZES[size];
  const side = patchSide(size);
  if (gap) return middleOfCell(cell, pixels, side);
  const first = Math.floor((pixels - 3 * side) / 2);
  return { top: first + Math.floor(cell / 3) * side, left: first + (cell % 3) * side };
}

/**
 * The two patches as the network sees them.
 *
 * @param image [p, p, 3] in [−1, 1], with its aberration @param patches [2, t, t, 3], to be filled
 */
export function cutPair(
  image: Float32Array,
  size: SizeName,
  { cuts, kept }: Pair,
  random: Random,
  patches: Float32Array,
): void {
  const { length } = patches;
  cuts.forEach((cut, i) => {
    const patch = patches.subarray((i * length) / 2, ((i + 1) * length) / 2);
    cutPatch(image, SIZES[size].pixels, cut, patch);
    const colour = kept[i]!;
    if (colour !== null) dropColours(patch, colour, random);
  });
}

/** Replaces two colours by the mean of the third, with noise. */
function dropColours(patch: Float32Array, kept: number, random: Random): void {
  let sum = 0;
  for (let i = kept; i < patch.length; i += 3) sum += patch[i]!;
  const mean = (3 * sum) / patch.length;
  for (let i = 0; i < patch.length; i++) if (i % 3 !== kept) patch[i] = mean + NOISE * random.normal();
}

/**
 * An image whose red is spread from its middle by a share, as a lens does; read between pixels, bilinear.
 *
 * @param image [p, p, 3] @returns the same where nothing is spread
 */
export function withAberration(image: Float32Array, pixels: number, share: number): Float32Array {
  if (share === 0) return image;
  const spread = Float32Array.from(image);
  const middle = (pixels - 1) / 2;
  const from = (at: number): number => middle + (at - middle) / (1 + share);
  for (let y = 0; y < pixels; y++)
    for (let x = 0; x < pixels; x++) spread[3 * (y * pixels + x)] = redAt(image, pixels, from(y), from(x));
  return spread;
}

function redAt(image: Float32Array, pixels: number, y: number, x: number): number {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [down, right] = [y - top, x - left];
  const at = (row: number, column: number): number =>
    image[3 * (Math.min(pixels - 1, row) * pixels + Math.min(pixels - 1, column))]!;
  const across = (row: number): number =>
    at(row, left) * (1 - right) + (right > 0 ? at(row, left + 1) * right : 0);
  return across(top) * (1 - down) + (down > 0 ? across(top + 1) * down : 0);
}
