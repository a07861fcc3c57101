/** The images of a session, and the files they came from: they are read again when another size is needed. */
import { asTheRunHadThem, identityOf } from '../../checkpoints/imagesIdentity';
import type { ImageSet } from '../../data/imageSet';
import { readFiles } from '../../data/readFiles';
import type { DecodeImage, ReadingProgress, SourceFile } from '../../data/types';
import type { ImagesIdentity } from '../events';

export class ImageSource {
  readonly #decode: DecodeImage;
  readonly #onProgress: (progress: ReadingProgress | null) => void;
  #files: readonly SourceFile[] = [];
  #images: ImageSet | null = null;
  /** The resolution that a set was asked for at; some files, such as STL-10’s, give less. */
  readonly #asked = new WeakMap<ImageSet, number>();
  readonly #identities = new WeakMap<ImageSet, Promise<ImagesIdentity>>();
  #reading: AbortController | null = null;

  constructor(decode: DecodeImage, onProgress: (progress: ReadingProgress | null) => void) {
    this.#decode = decode;
    this.#onProgress = onProgress;
  }

  get images(): ImageSet | null {
    return this.#images;
  }

  /** The files that the present images came from, to read them in another way; null without images. */
  get origin(): { readonly files: readonly SourceFile[]; readonly name: string } | null {
    return this.#images && { files: this.#files, name: this.#images.name };
  }

  cancel(): void {
    this.#reading?.abort();
  }

  /** Reads files; null when cancelled. Throws one sentence when none of them is usable. */
  async read(files: readonly SourceFile[], name: string, pixels: number): Promise<ImageSet | null> {
    this.cancel();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const images = await readFiles(files, {
        name,
        pixels,
        decode: this.#decode,
        signal: reading.signal,
        onProgress: this.#onProgress,
      });
      this.#asked.set(images, pixels);
      return images;
    } catch (error) {
      if (reading.signal.aborted) return null;
      throw error;
    } finally {
      this.#onProgress(null);
      if (this.#reading === reading) this.#reading = null;
    }
  }

  /** The present images at another resolution; null when cancelled or when there are none. */
  async at(pixels: number): Promise<ImageSet | null> {
    const images = this.#images;
    if (!images || this.#asked.get(images) === pixels) return images;
    return this.read(this.#files, images.name, pixels);
  }

  /** Makes a set the present one. */
  use(images: ImageSet, files: readonly SourceFile[] = this.#files): void {
    this.#images = images;
    this.#files = files;
  }

  /** The present images at another resolution, as a run had them; null where they are others, or there are none. */
  async ofRun(
    pixels: number,
    wanted: ImagesIdentity,
    ranks: Float64Array | null,
  ): Promise<{ own: ImageSet | null; loaded: ImagesIdentity | null }> {
    const images = await this.at(pixels);
    if (!images) return { own: null, loaded: null };
    const own = await asTheRunHadThem(images, wanted, ranks);
    if (own) this.#asked.set(own, pixels);
    return { own, loaded: await this.identify(images) };
  }

  /** What a run remembers of a set; its content is hashed once. */
  identify(images: ImageSet): Promise<ImagesIdentity> {
    const identity = this.#identities.get(images) ?? identityOf(images);
    this.#identities.set(images, identity);
    return identity;
  }
}

const OTHER_DECODER =
  'If the files are the same: page and command line decode them in their own ways, so a run goes on where it began.';

/** In words: how the loaded set differs from the one that a run was trained on. */
export function imagesDifference(wanted: ImagesIdentity, loaded: ImagesIdentity | null): string {
  const run = `The run was trained on ${wanted.count} images of “${wanted.name}”`;
  if (!loaded) return `${run}, and no images are loaded.`;
  if (wanted.count !== loaded.count) {
    return `${run}, and “${loaded.name}” has ${loaded.count}.`;
  }
  const short = (hash: string): string => hash.slice(0, 8);
  const other = `${run} (${short(wanted.hash)}…); “${loaded.name}” has as many, but not the same ones (${short(loaded.hash)}…).`;
  return wanted.name === loaded.name ? `${other} ${OTHER_DECODER}` : other;
}
