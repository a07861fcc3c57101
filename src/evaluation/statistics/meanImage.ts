/** The mean of images, and how much of their edges it still shows (thesis Figure 4.5; the share is ours). */
import type { SlicedAtOnce } from '../../base/slices';
import type { ImageSet } from '../../data/imageSet';
import { rgbPicture, type Picture } from '../pictures/picture';
import { SIDE, viewer } from './views';

export interface MeanImage {
  /** Images that it is the mean of. */
  readonly count: number;
  /** At the side at which images are kept. */
  readonly picture: Picture;
  /** Where it has the strongest edges, as far as these do not overlap: a quarter of the side each. */
  readonly crops: readonly Picture[];
  /**
   * Share of the images’ edges that they have in common, without the part that chance leaves in a mean of so few: 1 where all
   * are equal, about 0 where none has to do with another. Null of one image, or without edges.
   */
  readonly common: number | null;
}

/** As many as in the thesis’s figure. */
const CROPS = 4;
/** Sides of a crop, and of the image, that a crop’s places are counted in. */
const STEPS = 4;

/** Of these images, by their index in the set. */
export function* meanImage(images: ImageSet, indices: readonly number[]): SlicedAtOnce<MeanImage> {
  const sum = new Float64Array(images.pixels ** 2 * 3);
  const common = new CommonEdges();
  const view = viewer(images);
  for (const [i, image] of indices.entries()) {
    const bytes = images.image(image);
    for (let k = 0; k < sum.length; k++) sum[k]! += bytes[k]!;
    common.add(view(image));
    yield { what: 'mean image', done: i + 1, total: indices.length };
  }
  const mean = Float32Array.from(sum, (value) => value / indices.length);
  return {
    count: indices.length,
    picture: rgbPicture(mean, 0, 255),
    crops: strongestCrops(mean, images.pixels),
    common: common.share,
  };
}

/** Edges of pictures [SIDE, SIDE, 3], and of their mean. */
export class CommonEdges {
  readonly #sum = new Float64Array(SIDE * SIDE * 3 * 2);
  /** Of the squared lengths of all pictures’ gradients. */
  #energy = 0;
  #count = 0;

  add(view: Float32Array): void {
    this.#count++;
    const sum = this.#sum;
    gradients(view, SIDE, (i, across, down) => {
      sum[2 * i]! += across;
      sum[2 * i + 1]! += down;
      this.#energy += across * across + down * down;
    });
  }

  /** As MeanImage.common. */
  get share(): number | null {
    const n = this.#count;
    if (n < 2 || this.#energy === 0) return null;
    const ofMean = this.#sum.reduce((all, value) => all + (value / n) ** 2, 0);
    // Of unrelated pictures a mean keeps 1/n.
    return Math.max(0, ((n * ofMean) / (this.#energy / n) - 1) / (n - 1));
  }
}

/** The squares of a quarter of the side with the strongest edges, strongest first. */
function strongestCrops(mean: Float32Array, side: number): Picture[] {
  const crop = Math.floor(side / STEPS);
  const strength = new Float64Array(side * side);
  gradients(mean, side, (i, across, down) => {
    strength[Math.floor(i / 3)]! += across * across + down * down;
  });
  const places = cornersOf(side, crop).map(([row, column]) => {
    let inside = 0;
    for (let y = row; y < row + crop; y++)
      for (let x = column; x < column + crop; x++) inside += strength[y * side + x]!;
    return { row, column, inside };
  });
  places.sort((a, b) => b.inside - a.inside);
  const chosen: typeof places = [];
  for (const place of places) {
    const isFree = chosen.every(
      ({ row, column }) => Math.abs(row - place.row) >= crop || Math.abs(column - place.column) >= crop,
    );
    if (isFree && chosen.length < CROPS) chosen.push(place);
  }
  return chosen.map(({ row, column }) => rgbPicture(cropOf(mean, side, row, column, crop), 0, 255));
}

/** Upper left corners of crops, half a crop apart. */
function cornersOf(side: number, crop: number): [row: number, column: number][] {
  const starts = Array.from({ length: 2 * STEPS - 1 }, (_, i) =>
    Math.floor((i * (side - crop)) / (2 * STEPS - 2)),
  );
  return starts.flatMap((row) => starts.map((column): [number, number] => [row, column]));
}

function cropOf(rgb: Float32Array, side: number, row: number, column: number, crop: number): Float32Array {
  const result = new Float32Array(crop * crop * 3);
  for (let y = 0; y < crop; y++) {
    const from = ((row + y) * side + column) * 3;
    result.set(rgb.subarray(from, from + crop * 3), y * crop * 3);
  }
  return result;
}

/** Differences to the next pixel across and down, of every value that has both. */
function gradients(
  rgb: Float32Array,
  side: number,
  visit: (i: number, across: number, down: number) => void,
): void {
  for (let row = 0; row < side - 1; row++) {
    for (let i = row * side * 3; i < (row * side + side - 1) * 3; i++) {
      visit(i, rgb[i + 3]! - rgb[i]!, rgb[i + side * 3]! - rgb[i]!);
    }
  }
}
