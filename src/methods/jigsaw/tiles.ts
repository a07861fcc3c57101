/** Nine tiles cut out of an image, each at chance within its cell of a 3 × 3 grid, as the puzzle is made of them. */
import type { Random } from '../../base/random';
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

/** In pixels: a quarter of the image’s side, so that the trunk’s stride divides it as it does that. */
export function tileSide(size: SizeName): number {
  return SIZES[size].pixels / 4;
}

/** Where a tile is cut: its corner, and by how much each colour is moved, [red, green, blue], in pixels. */
interface Cut {
  readonly top: number;
  readonly left: number;
  readonly moved: readonly (readonly [down: number, right: number])[];
}

/** One cut for each tile, row by row. */
export function drawCuts({ size, gap, colourJitter }: Looks, random: Random): Cut[] {
  const { pixels } = SIZES[size];
  const side = tileSide(size);
  const room = Math.floor(pixels / PER_SIDE) - side;
  const corner = (at: number): number =>
    gap
      ? Math.floor((at * pixels) / PER_SIDE) + random.integer(room + 1)
      : Math.floor((pixels - PER_SIDE * side) / 2) + at * side;
  const shift = (): number => random.integer(2 * colourJitter + 1) - colourJitter;
  return Array.from({ length: TILES }, (_, tile) => {
    const top = corner(Math.floor(tile / PER_SIDE));
    const left = corner(tile % PER_SIDE);
    return { top, left, moved: [0, 1, 2].map(() => (colourJitter > 0 ? [shift(), shift()] : [0, 0])) };
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
  const side = tileSide(size);
  const length = 3 * side ** 2;
  permutation.forEach((tile, place) => {
    const cut = tiles.subarray(place * length, (place + 1) * length);
    readTile(image, SIZES[size].pixels, cuts[tile]!, cut);
    if (normalise) normalised(cut);
  });
}

/** @param image [p, p, 3] @param tile [t, t, 3], to be filled; beyond the image its border is read */
function readTile(image: Float32Array, pixels: number, { top, left, moved }: Cut, tile: Float32Array): void {
  const side = Math.sqrt(tile.length / 3);
  const within = (at: number): number => Math.min(pixels - 1, Math.max(0, at));
  let to = 0;
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (const [colour, [down, right]] of moved.entries())
        tile[to++] = image[3 * (within(top + y + down) * pixels + within(left + x + right)) + colour]!;
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
  const side = tileSide(size);
  const cell = pixels / PER_SIDE;
  const table = new Float32Array(3 * pixels ** 2).fill(0.6);
  for (let tile = 0; tile < TILES; tile++) {
    const place = places[tile]!;
    const top = Math.floor(Math.floor(place / PER_SIDE) * cell + (cell - side) / 2);
    const left = Math.floor((place % PER_SIDE) * cell + (cell - side) / 2);
    for (let y = 0; y < side; y++) {
      const from = 3 * side * (tile * side + y);
      table.set(tiles.subarray(from, from + 3 * side), 3 * ((top + y) * pixels + left));
    }
  }
  return table;
}
