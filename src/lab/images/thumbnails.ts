import { centralView } from '../../data/augment';
import type { ImageSet } from '../../data/imageSet';
import { toRgba } from '../../evaluation/pictures/picture';
import type { Thumbnails } from '../events';

const THUMBNAIL_PIXELS = 48;

/** Small central views of a stretch of the set; empty without images or beyond its end. */
export function thumbnails(images: ImageSet | null, from: number, count: number): Thumbnails {
  const available = Math.max(0, Math.min(count, (images?.count ?? 0) - from));
  const indices = Array.from({ length: available }, (_, i) => from + i);
  if (!images) return { pixels: THUMBNAIL_PIXELS, rgba: toRgba(new Float32Array()), names: [], labels: [] };
  return {
    pixels: THUMBNAIL_PIXELS,
    rgba: toRgba(centralView(images, indices, THUMBNAIL_PIXELS)),
    names: indices.map((index) => images.paths[index]!),
    labels: indices.map((index) => images.labelNames[images.labels[index]!] ?? null),
  };
}
