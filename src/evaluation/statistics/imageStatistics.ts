/** What images look like in all, whatever is to be learnt from them (thesis §4.2.3 and §4.3, Figure 4.5). */
import type { Sliced } from '../../base/slices';
import type { ImageSet } from '../../data/imageSet';
import { adviceOn, type Advice } from './advice';
import { meanImage, type MeanImage } from './meanImage';
import { orientedPatches, type OrientedPatch } from './orientedPatches';
import { tellRotation, type RotationTold } from './rotation';

export interface ImageStatistics {
  /** Of the set, and the images that it has. */
  readonly name: string;
  readonly images: number;
  readonly mean: MeanImage;
  readonly oriented: readonly (OrientedPatch & { readonly path: string })[];
  /** Null of too few images. */
  readonly rotation: RotationTold | null;
  readonly advice: Advice;
}

/** Images of the mean at most, spread over the set. */
const MOST_IN_MEAN = 2000;
/** Images that oriented patches are looked for in. */
const MOST_SEARCHED = 600;
const ORIENTED = 12;

/** Takes a few seconds of a processor and no tensors; the same images give the same numbers on every machine. */
export async function* imageStatistics(images: ImageSet): Sliced<ImageStatistics> {
  const mean = yield* meanImage(images, images.spread(MOST_IN_MEAN));
  const oriented = yield* orientedPatches(images, images.spread(MOST_SEARCHED), ORIENTED);
  const rotation = yield* tellRotation(images);
  return {
    ...{ name: images.name, images: images.count, mean, rotation },
    oriented: oriented.map((patch) => ({ ...patch, path: images.paths[patch.image]! })),
    advice: adviceOn({ images: images.count, common: mean.common, rotation }),
  };
}
