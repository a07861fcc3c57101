/** Nine tiles cut out of an image, each at chance within its cell of a 3 × 3 grid, as the puzzle is made of them. */
import type { Random } from '../../base/random';
import { cutPatch, layPatch, middleOfCell, TABLE_GREY, UNMOVED, type Cut } from '../../data/patch';
import { patchSide } from '../../networks/siamese';
import { SIZES, type SizeName } from '../../schema/sizes';
import { TILES, type Permutation } from './permutations';

const PER_SIDE = 3;
/** To the standard deviation of a picture’s values in [−1, 1], about. */
const DEVIATION = 0.5;
/** A tile of one colour stays one. */
const LEAST_DEVIATION = 0.02;

interface Geometry {
  readonly size: SizeName;
  /** Whether a tile lies at chance within its cell, so that no edge goes on in the next one; else they touch. */
  readonly gap: boolean;
}

interface Looks extends Geometry {
  /** Whether each tile has mean 0 and the same deviation. */
  readonly normalise: boolean;
  /** Pixels by which each colour of each tile is moved at most, along each axis. */
  readonly colourJitter: number;
}

/** One cut for each tile, row by row. */
export function drawCuts({ size, gap, colourJitter }: Looks, random: Random): Cut[] {
  const { pixels } = SIZES[size];
  const side = patchSide(size);
  const room = Math.floor(pixels / PER_SIDE) - side;
  const corner = (at: number): number =>
    gap
      ? Math.floor((at * pixels) / PER_SIDE) + random.integer(room + 1)
      : Math.floor((pixels - PER_SIDE * side) / 2) + at * side;
  const shift = (): number => random.integer(2 * colourJitter + 1) - colourJitter;
  return Array.from({ length: TILES }, (_, tile) => {
    const top = corner(Math.floor(tile / PER_SIDE));
    const left = corner(tile % PER_SIDE);
    return { top, left, moved: colourJitter > 0 ? UNMOVED.map(() => [shift(), shift()] as const) : UNMOVED };
  });
}

/**
 * The tiles of an image as the puzzle has them.
 *
 * @param image [p, p, 3] in [−1, 1]
 * @param tiles [9, t, t, 3], to be filled: at each place the tile that the permutation puts there
 */
export function cutTiles(
  image: Float32Array,
  { size, normalise }: Looks,
  cuts: readonly Cut[],
  permutation: Permutation,
  tiles: Float32Array,
): void {
  const side = patchSide(size);
  const length = 3 * side ** 2;
  permutation.forEach((tile, place) => {
    const cut = tiles.subarray(place * length, (place + 1) * length);
    cutPatch(image, SIZES[size].pixels, cuts[tile]!, cut);
    if (normalise) normalised(cut);
  });
}

/** To mean 0 and the deviation of a picture, all colours together. */
function normalised(tile: Float32Array): void {
  const mean = tile.reduce((sum, value) => sum + value, 0) / tile.length;
  const variance = tile.reduce((sum, value) => sum + (value - mean) ** 2, 0) / tile.length;
  const scale = DEVIATION / Math.max(LEAST_DEVIATION, Math.sqrt(variance));
  tile.forEach((value, i) => (tile[i] = (value - mean) * scale));
}

/**
 * Tiles side by side as the puzzle lies on the table, with a grey gap between them.
 *
 * @param tiles [9, t, t, 3] by their places @param places the place at which each is laid @returns [p, p, 3]
 */
export function laidOut(tiles: Float32Array, size: SizeName, places: ArrayLike<number>): Float32Array {
  const { pixels } = SIZES[size];
  const side = patchSide(size);
  const length = 3 * side ** 2;
  const table = new Float32Array(3 * pixels ** 2).fill(TABLE_GREY);
  for (let tile = 0; tile < TILES; tile++) {
    const at = middleOfCell(places[tile]!, pixels, side);
    layPatch(tiles.subarray(tile * length, (tile + 1) * length), table, pixels, at);
  }
  return table;
}
