/** The little that checkpoints need of a disk. The page’s worker has one in OPFS, the command line one of Node. */

export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly modified: number;
}

export interface Folder {
  /** The files in it, in any order; none if the folder is not there yet. */
  files(): Promise<readonly StoredFile[]>;
  /** The names of the folders in it. */
  folders(): Promise<readonly string[]>;
  /** A folder in it, made when it is first written to. */
  folder(name: string): Folder;
  /** The file’s bytes; null if it is not there. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /**
   * Puts the parts one after another into a file, in place of one of that name: whole or, whatever happens, not at
   * all. Throws an error called QuotaExceededError, or with the code ENOSPC, when there is no room.
   */
  write(name: string, parts: readonly Uint8Array[]): Promise<void>;
  /** Removes a file, or a folder with all that is in it; nothing happens if it is not there. */
  remove(name: string): Promise<void>;
}

/** Whether a write failed for want of room. */
export function isFull(error: unknown): boolean {
  const { name, code } = error as { name?: string; code?: unknown };
  return name === 'QuotaExceededError' || code === 'ENOSPC';
}
