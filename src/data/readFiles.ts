import type { ImageSet } from './imageSet';
import { readImages, type ReadingOptions } from './readImages';
import { isStl10, readStl10Unlabelled, STL10_PIXELS } from './stl10';
import type { SourceFile } from './types';

/**
 * Whatever was dropped, as images to train on: STL-10's binaries give their unlabelled images, never enlarged; all
 * else is read as image files. Options and errors are those of readImages.
 */
export async function readFiles(files: readonly SourceFile[], options: ReadingOptions): Promise<ImageSet> {
  if (!isStl10(files)) return readImages(files, options);
  const { pixels, signal, onProgress } = options;
  const start = performance.now();
  return readStl10Unlabelled(files, {
    pixels: Math.min(pixels, STL10_PIXELS),
    ...(signal && { signal }),
    onProgress: (done, total) => {
      const perSecond = done / Math.max(1e-3, (performance.now() - start) / 1000);
      onProgress?.({ done, total, taken: done, skipped: 0, perSecond });
    },
  });
}
