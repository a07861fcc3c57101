/** Which images a run was trained on: known again by what they are, wherever they lie and whatever they are called. */
import type { ImageSet } from '../data/imageSet';
import type { ImagesIdentity } from './storedRun';

/** What a run remembers of a set. */
export async function identityOf(images: ImageSet): Promise<ImagesIdentity> {
  const { name, count } = images;
  return { name, count, hash: await images.contentHash(), content: (await images.contents()).hash };
}

/** Whether two sets hold the same images, whatever their paths and order. */
export function areSameImages(
  a: Pick<ImagesIdentity, 'hash' | 'content'>,
  b: Pick<ImagesIdentity, 'hash' | 'content'>,
): boolean {
  return a.hash === b.hash || (a.content !== undefined && a.content === b.content);
}

/**
 * The set as a run had it, its images in the order in which the run’s batches count them; null where they are others.
 *
 * @param ranks ImageContents.ranks of the run’s own set; null in older runs, which know their images by path
 */
export async function asTheRunHadThem(
  images: ImageSet,
  wanted: Pick<ImagesIdentity, 'hash' | 'content'>,
  ranks: Float64Array | null,
): Promise<ImageSet | null> {
  const loaded = await identityOf(images);
  if (loaded.hash === wanted.hash) return images;
  if (!ranks || !areSameImages(loaded, wanted)) return null;
  const here = (await images.contents()).ranks;
  const indexOfRank = new Uint32Array(here.length);
  here.forEach((rank, index) => (indexOfRank[rank] = index));
  const order = Uint32Array.from(ranks, (rank) => indexOfRank[rank]!);
  return order.every((from, to) => from === to) ? images : images.subset(order);
}
