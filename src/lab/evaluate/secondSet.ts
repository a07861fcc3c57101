/** A second set of images beside those that are trained on: to measure transfer, and to look for neighbours in. */
import { readLabelled, type LabelledImages } from '../../data/readLabelled';
import type { DecodeImage, SourceFile } from '../../data/types';
import type { EvaluationEvent } from './events';

export class SecondSet {
  readonly #decode: DecodeImage;
  readonly #tell: (event: EvaluationEvent) => void;
  #set: LabelledImages | null = null;
  #reading: AbortController | null = null;

  constructor(decode: DecodeImage, tell: (event: EvaluationEvent) => void) {
    this.#decode = decode;
    this.#tell = tell;
  }

  /** Throws one sentence where none was read. */
  get present(): LabelledImages {
    if (!this.#set) throw new Error('There is no second set of images: choose its folder first.');
    return this.#set;
  }

  /**
   * Reads files in place of the set before; without files there is none any more. Rejects with one sentence where none is
   * usable, with an AbortError when cancelled.
   *
   * @param pixels side at which the images are kept; views of any size can be made of them
   */
  async read(files: readonly SourceFile[], name: string, pixels: number): Promise<void> {
    this.cancel();
    if (files.length === 0) return this.#use(null);
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const { signal } = reading;
      this.#use(
        await readLabelled(files, {
          ...{ name, pixels, decode: this.#decode, signal },
          onProgress: ({ done, total, perSecond }) => {
            const secondsLeft = perSecond > 0 ? (total - done) / perSecond : null;
            this.#tell({ type: 'progress', progress: { what: 'reading', share: done / total, secondsLeft } });
          },
        }),
      );
    } finally {
      if (this.#reading === reading) this.#reading = null;
      this.#tell({ type: 'progress', progress: null });
    }
  }

  cancel(): void {
    this.#reading?.abort();
  }

  #use(set: LabelledImages | null): void {
    this.#set = set;
    this.#tell({ type: 'second', images: set?.images.info ?? null });
  }
}
