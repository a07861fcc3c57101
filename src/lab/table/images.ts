/** The images of a table: those to train on, and labelled ones with their division. */
import type { ImagesIdentity } from '../../checkpoints/storedRun';
import { Cropper } from '../../data/crop';
import type { ImageSet } from '../../data/imageSet';
import { readFiles } from '../../data/readFiles';
import { readImages, type ReadingOptions } from '../../data/readImages';
import { checkImage } from '../../data/sniff';
import { isStl10, readStl10Labelled, STL10_PIXELS } from '../../data/stl10';
import type { DecodeImage, SourceFile } from '../../data/types';
import { stl10Material } from '../../evaluation/material';
import { splitLabelled, splitsOf, type LabelledSplit } from '../../evaluation/split';

export interface TableImages {
  readonly training: ImageSet;
  readonly labelled: LabelledImages;
}

type TableIdentities = Record<'images' | 'labelled', ImagesIdentity>;

export interface LabelledImages {
  readonly images: ImageSet;
  /** The same division for every row of a seed. */
  readonly splitFor: (seed: number) => LabelledSplit;
}

/** Files as they were given, and what to call them. */
export interface NamedFiles {
  readonly files: readonly SourceFile[];
  readonly name: string;
}

/** Above this side an image is made smaller by the decoder: a photograph would take a second to resize here. */
const LARGEST_RESIZED_HERE = 512;

/**
 * Reads both sets, once where they are the same. Throws one sentence where nothing is usable or there are fewer than
 * two labels, a DOMException 'AbortError' when cancelled.
 */
export async function readTableImages(
  data: NamedFiles,
  labelled: NamedFiles,
  options: Omit<ReadingOptions, 'name'>,
): Promise<TableImages> {
  const exact = { ...options, decode: sameEverywhere(options.decode) };
  const training = await readFiles(data.files, { ...exact, name: data.name });
  const asLabelled = await readLabelled(labelled, data.files === labelled.files ? training : null, exact);
  asLabelled.splitFor(0); // throws where there are too few labels: before hours of training, not after
  return { training, labelled: asLabelled };
}

async function readLabelled(
  { files, name }: NamedFiles,
  known: ImageSet | null,
  options: Omit<ReadingOptions, 'name'>,
): Promise<LabelledImages> {
  if (isStl10(files)) {
    const { signal } = options;
    const set = await readStl10Labelled(files, { pixels: STL10_PIXELS, ...(signal && { signal }) });
    const [split] = splitsOf(stl10Material(set), 0, 1);
    return { images: set.images, splitFor: () => split! };
  }
  const images = known ?? (await readImages(files, { ...options, name }));
  return { images, splitFor: (seed) => splitLabelled(images, seed) };
}

/** What a plan remembers of both sets. */
export async function identitiesOf({ training, labelled }: TableImages): Promise<TableIdentities> {
  const images = await identityOf(training);
  return { images, labelled: labelled.images === training ? images : await identityOf(labelled.images) };
}

/** By name, count and contents with their paths, which give labels and order. */
async function identityOf(images: ImageSet): Promise<ImagesIdentity> {
  return { name: images.name, count: images.count, hash: await images.contentHash() };
}

/**
 * Resizes here what the platform has decoded at its own size, so that the page and the command line train on the same
 * bytes: browsers and libvips decode PNG and WebP alike, but each resizes in its own way. Not for larger images.
 */
function sameEverywhere(decode: DecodeImage): DecodeImage {
  return async (bytes, path, pixels) => {
    const { width, height } = checkImage(bytes);
    const side = Math.min(width, height);
    if (side > LARGEST_RESIZED_HERE || side === pixels) return decode(bytes, path, pixels);
    const image = await decode(bytes, path, side);
    const resized = new Float32Array(pixels * pixels * 3);
    const whole = { x: 0, y: 0, width: side, height: side };
    new Cropper(side, pixels).draw(image, whole, false, resized, 0);
    return Uint8Array.from(resized, (value) => Math.round(value));
  };
}
