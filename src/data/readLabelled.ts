import type { ImageSet } from './imageSet';
import { readImages, type ReadingOptions } from './readImages';
import { isStl10, readStl10Labelled, STL10_PIXELS, type Stl10Labelled } from './stl10';
import type { SourceFile } from './types';

/** Images to measure on. */
export interface LabelledImages {
  readonly images: ImageSet;
  /** Folds and test images, where they are STL-10's; its lists are indices into the images. */
  readonly stl10: Stl10Labelled | null;
}

/**
 * Whatever was given, as images to measure on: STL-10's binaries give their labelled images at their own size; all else is
 * read as image files with folders as labels. Options and errors are those of readImages.
 */
export async function readLabelled(
  files: readonly SourceFile[],
  options: ReadingOptions,
): Promise<LabelledImages> {
  if (!isStl10(files)) return { images: await readImages(files, options), stl10: null };
  const { signal } = options;
  const stl10 = await readStl10Labelled(files, { pixels: STL10_PIXELS, ...(signal && { signal }) });
  return { images: stl10.images, stl10 };
}
