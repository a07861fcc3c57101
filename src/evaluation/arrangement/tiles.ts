/**
 * Images whose patches stay and whose whole does not: cut into tiles, which change places, with the seams filled (thesis
 * Figure 4.1). The thesis trains a network to fill them; here they are filled without one, by harmonic functions, which is ours.
 */

/** In which a picture is cut, and how broad a band over each seam is filled. */
export interface Tiling {
  /** Tiles along a side; the side of the picture must be a multiple. */
  readonly tiles: number;
  /** Breadth of a band, as a share of a tile’s side: in (0, 1/2]. */
  readonly band: number;
}

export const TILING: Tiling = { tiles: 4, band: 1 / 4 };

/** The fill ends when no value changes by more, of values in [−1, 1]: half a step of 255. */
const TOLERANCE = 1 / 255;
const MOST_ROUNDS = 400;
/** Successive over-relaxation: between 1, plain Gauss–Seidel, and 2. */
const RELAXATION = 1.6;

/**
 * The picture with its tiles in another order.
 *
 * @param view RGB [side, side, 3]
 * @param order [tiles²]: at each place, row by row, the tile that comes there
 */
export function shuffleTiles(
  view: Float32Array,
  side: number,
  { tiles }: Pick<Tiling, 'tiles'>,
  order: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const tile = tileSide(side, tiles);
  const shuffled = new Float32Array(view.length);
  for (let place = 0; place < tiles * tiles; place++) {
    const [to, from] = [place, order[place]!].map((i) => {
      return (Math.floor(i / tiles) * tile * side + (i % tiles) * tile) * 3;
    }) as [number, number];
    for (let row = 0; row < tile; row++) {
      const start = from + row * side * 3;
      shuffled.set(view.subarray(start, start + tile * 3), to + row * side * 3);
    }
  }
  return shuffled;
}

/**
 * Replaces a band over every seam, in place, by what solves Laplace’s equation there: each pixel is the mean of its
 * neighbours, from the pixels on one side to those on the other. At the edge of the picture there is no neighbour beyond.
 */
export function fillSeams(view: Float32Array, side: number, tiling: Tiling): void {
  const open = openPixels(side, tiling);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let largest = 0;
    for (const pixel of open) largest = Math.max(largest, relax(view, side, pixel));
    if (largest <= TOLERANCE / 4) return;
  }
}

/** Moves a pixel towards the mean of its neighbours; returns the largest change. */
function relax(view: Float32Array, side: number, pixel: number): number {
  const [row, column] = [Math.floor(pixel / side), pixel % side];
  let largest = 0;
  for (let i = 3 * pixel; i < 3 * pixel + 3; i++) {
    let [sum, count] = [0, 0];
    if (row > 0) [sum, count] = [sum + view[i - 3 * side]!, count + 1];
    if (row < side - 1) [sum, count] = [sum + view[i + 3 * side]!, count + 1];
    if (column > 0) [sum, count] = [sum + view[i - 3]!, count + 1];
    if (column < side - 1) [sum, count] = [sum + view[i + 3]!, count + 1];
    const change = RELAXATION * (sum / count - view[i]!);
    view[i]! += change;
    largest = Math.max(largest, Math.abs(change));
  }
  return largest;
}

/** Pixels of the bands, row by row. */
function openPixels(side: number, { tiles, band }: Tiling): number[] {
  const tile = tileSide(side, tiles);
  const half = Math.max(1, Math.round((band * tile) / 2));
  const isOpen = (place: number): boolean =>
    place >= half && place < side - half && (place + half) % tile < 2 * half;
  const pixels: number[] = [];
  for (let pixel = 0; pixel < side * side; pixel++)
    if (isOpen(Math.floor(pixel / side)) || isOpen(pixel % side)) pixels.push(pixel);
  return pixels;
}

/** Throws one sentence for a side that is no multiple. */
function tileSide(side: number, tiles: number): number {
  if (side % tiles === 0) return side / tiles;
  throw new Error(`Images of ${side} px cannot be cut into ${tiles} × ${tiles} tiles: choose a divisor.`);
}
