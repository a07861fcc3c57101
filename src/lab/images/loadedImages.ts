/** The images of a session, and which of them the figure shows. */
import { messageOf } from '../../base/messageOf';
import type { Checkpoint } from '../../checkpoints/checkpoint';
import type { ImageSet } from '../../data/imageSet';
import type { DecodeImage, SourceFile } from '../../data/types';
import { SIZES } from '../../schema/sizes';
import type { Continued, LabEvent, Thumbnails } from '../events';
import type { LiveFigure } from '../figure/live';
import { ImageSource, imagesDifference } from './imageSource';
import { thumbnails } from './thumbnails';

/** Images pinned at first, spread over the set. */
const FIRST_PINNED = 4;

export class LoadedImages {
  /** Where they come from, for whoever tells a failure to read them itself. */
  readonly source: ImageSource;
  readonly #figure: LiveFigure;
  readonly #emit: (event: LabEvent) => void;

  constructor(decode: DecodeImage, figure: LiveFigure, emit: (event: LabEvent) => void) {
    this.source = new ImageSource(decode, (progress) => emit({ type: 'reading', progress }));
    this.#figure = figure;
    this.#emit = emit;
  }

  get present(): ImageSet | null {
    return this.source.images;
  }

  /** Reads files; null when that was cancelled or nothing was usable, which is told as a failure. */
  read(files: readonly SourceFile[], name: string, pixels: number): Promise<ImageSet | null> {
    return this.#told(() => this.source.read(files, name, pixels));
  }

  /** The present images at another resolution; null as with `read`, and where there are none. */
  at(pixels: number): Promise<ImageSet | null> {
    return this.#told(() => this.source.at(pixels));
  }

  /** The present images as a run had them; where they are others, how they differ. */
  async ofRun({ about, ranks }: Checkpoint): Promise<ImageSet | Extract<Continued, { outcome: 'images' }>> {
    const { config, images: wanted } = about;
    const { own, loaded } = await this.source.ofRun(SIZES[config.size].storedPixels, wanted, ranks ?? null);
    if (own) return own;
    return { outcome: 'images', wanted, loaded, difference: imagesDifference(wanted, loaded) };
  }

  /** Makes a set the present one. Without files it has those of the one before, perhaps in another order. */
  use(images: ImageSet, files?: readonly SourceFile[]): void {
    const before = this.present;
    if (images === before) return;
    this.source.use(images, files);
    this.#emit({ type: 'images', images: images.info });
    if (files) this.#setPinned(images.spread(FIRST_PINNED));
    else if (before) {
      const pinned = this.#figure.pinned.map((index) => images.paths.indexOf(before.paths[index]!));
      this.#setPinned(pinned.filter((index) => index >= 0));
    }
  }

  /** Chooses the images of the figure; indices outside the set are left out. */
  async pin(indices: readonly number[]): Promise<void> {
    const count = this.present?.count ?? 0;
    this.#setPinned(indices.filter((index) => Number.isInteger(index) && index >= 0 && index < count));
    await this.#figure.draw();
  }

  /** Small pictures of images `from` … `from + count − 1`, as far as there are so many. */
  thumbnails(from: number, count: number): Thumbnails {
    return thumbnails(this.present, from, count);
  }

  #setPinned(indices: readonly number[]): void {
    this.#figure.pinned = indices;
    this.#emit({ type: 'pinned', indices });
  }

  async #told(read: () => Promise<ImageSet | null>): Promise<ImageSet | null> {
    try {
      return await read();
    } catch (error) {
      const todo = 'Drop a folder, images or a zip of images; the images loaded before are still here.';
      this.#emit({ type: 'failure', failure: { what: messageOf(error), todo } });
      return null;
    }
  }
}
