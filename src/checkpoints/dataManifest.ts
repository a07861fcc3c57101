/** data.json: which images a run was trained on, told without showing them. */
import { z } from 'zod';
import { sha256 } from '../base/sha256';
import type { ImageSet } from '../data/imageSet';
import type { ImagesIdentity } from './storedRun';

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'not 64 hexadecimal digits');

const imageSchema = z.strictObject({
  path: z.string(),
  label: z.string().nullable(),
  /** Of its pixels as they were trained on, RGB bytes [pixels, pixels, 3]. */
  sha256: sha256Hex,
});

export const dataManifestSchema = z
  .strictObject({
    name: z.string(),
    count: z.int().min(1),
    /** ImageSet.contentHash: pixels and paths of all of them. */
    hash: sha256Hex,
    /** ImageSet.contents: pixels alone, in any order; older runs have none. */
    content: sha256Hex.optional(),
    /** Side at which they are kept, and every one in the order of the set; null where the images were not at hand. */
    list: z.strictObject({ pixels: z.int().min(1), images: z.array(imageSchema).readonly() }).nullable(),
  })
  .refine(
    ({ count, list }) => !list || list.images.length === count,
    'count and list of the images disagree',
  );

export type DataManifest = z.infer<typeof dataManifestSchema>;

/** What there is to say of a set without its images. */
export function describeData({ name, count, hash, content }: ImagesIdentity): DataManifest {
  return { name, count, hash, ...(content !== undefined && { content }), list: null };
}

/** The same with every image listed. @param images the set of that identity */
export async function describeImages(identity: ImagesIdentity, images: ImageSet): Promise<DataManifest> {
  const listed: z.infer<typeof imageSchema>[] = [];
  for (const [i, path] of images.paths.entries()) {
    const label = images.labelNames[images.labels[i]!] ?? null;
    listed.push({ path, label, sha256: await sha256(images.image(i)) });
  }
  return { ...describeData(identity), list: { pixels: images.pixels, images: listed } };
}
