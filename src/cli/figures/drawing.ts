/** What the sheets of `lab figures` share. */
import { shortName } from '../../base/imageName';
import { centralView } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import { rgbPicture, type Picture } from '../../evaluation/pictures/picture';
import { SIZES } from '../../schema/sizes';
import type { Measuring } from '../measuring';
import { TITLE_LETTERS } from '../pictureSheet';

/** What sheets are drawn from, and where they go. */
export interface Drawing {
  readonly measuring: Measuring;
  /** Images that are looked at one by one, by their index in the set. */
  readonly queries: readonly number[];
  /** How far the run has come, and on what, as captions begin. */
  readonly trained: string;
  readonly save: Save;
}

/** Writes a PNG of this name, and tells what it shows. */
export type Save = (name: string, png: Uint8Array, facts: Facts) => Promise<void>;

interface Facts {
  /** The paper’s number of it, or what it is called. */
  readonly figure: number | string;
  readonly [fact: string]: unknown;
}

/** Of a row of pictures: the name of the file that they show. */
export function titleOf({ paths }: ImageSet, image: number): string {
  return shortName(paths[image]!, TITLE_LETTERS);
}

/** RGB [p, p, 3] in [−1, 1], as the networks see an image. */
export function viewOf({ config }: Measuring, images: ImageSet, image: number): Float32Array {
  return centralView(images, [image], SIZES[config.size].pixels);
}

export function pictureOf(measuring: Measuring, images: ImageSet, image: number): Picture {
  return rgbPicture(viewOf(measuring, images, image));
}
