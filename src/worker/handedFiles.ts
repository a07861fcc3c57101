/** In the worker: files that come from the page in parts. */
import type { SourceFile } from '../data/types';
import type { PickedFile } from './protocol';
import { sourceFile } from './sourceFile';

export class HandedFiles {
  #files: SourceFile[] = [];

  take(part: readonly PickedFile[]): void {
    for (const picked of part) this.#files.push(sourceFile(picked));
  }

  /** All files of the request that came with the last part. */
  with(last: readonly PickedFile[]): SourceFile[] {
    this.take(last);
    const files = this.#files;
    this.#files = [];
    return files;
  }
}
