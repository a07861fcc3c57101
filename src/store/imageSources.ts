/** Where image sets came from, so that a run can have its own again without a person looking for them. */
import { messageOf } from '../base/messageOf';
import type { PickedFile } from '../worker/protocol';

/** Files that a person handed over, or the bundled sample. */
export type ImageFiles = readonly PickedFile[] | 'sample';

/** What the browser remembers of image sets between visits. */
export interface SourceMemory {
  /** Notes that a set of this name is the sample, or came from this folder. */
  remember(name: string, source: FileSystemDirectoryHandle | 'sample'): Promise<void>;
  /**
   * The files of the set of this name. `ask`: its folder is remembered, but the browser wants a person’s permission,
   * for which `mayAsk` must be said within a click. null: nothing is remembered, or permission was refused.
   *
   * @param onFound how many files have been found so far
   */
  recall(name: string, mayAsk: boolean, onFound: (count: number) => void): Promise<ImageFiles | 'ask' | null>;
}

export class ImageSources {
  readonly #memory: SourceMemory;
  readonly #tell: (notice: string) => void;
  readonly #visit = new Map<string, ImageFiles>();

  /** @param tell hears what a person should know of what the browser does not remember */
  constructor(memory: SourceMemory, tell: (notice: string) => void) {
    this.#memory = memory;
    this.#tell = tell;
  }

  /**
   * Notes where a set came from: for this visit, and where the browser can read it again, for later ones. Does not
   * reject: where storage is full, or refused as in private windows, the set is there all the same.
   */
  async remember(name: string, files: ImageFiles, folder?: FileSystemDirectoryHandle): Promise<void> {
    this.#visit.set(name, files);
    const lasting = files === 'sample' ? files : folder;
    if (!lasting) return;
    try {
      await this.#memory.remember(name, lasting);
    } catch (error) {
      this.#tell(
        `The browser did not note where “${name}” came from (${messageOf(error)}): ` +
          'after a reload it has to be chosen again.',
      );
    }
  }

  /** As SourceMemory.recall, for sets of this visit too. */
  async find(
    name: string,
    mayAsk: boolean,
    onFound: (count: number) => void,
  ): Promise<ImageFiles | 'ask' | null> {
    return this.#visit.get(name) ?? (await this.#memory.recall(name, mayAsk, onFound));
  }
}
