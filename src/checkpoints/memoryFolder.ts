/** A folder in memory, for tests: its files may be damaged, and its disk may be full. */
import type { Folder, StoredFile } from './folder';

export class MemoryFolder implements Folder {
  readonly contents = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #folders = new Map<string, MemoryFolder>();
  readonly #disk: { full: boolean };

  constructor(disk = { full: false }) {
    this.#disk = disk;
  }

  files(): Promise<StoredFile[]> {
    return Promise.resolve(
      [...this.contents].map(([name, { length }]) => ({ name, bytes: length, modified: 0 })),
    );
  }

  folders(): Promise<string[]> {
    return Promise.resolve([...this.#folders.keys()]);
  }

  folder(name: string): MemoryFolder {
    const folder = this.#folders.get(name) ?? new MemoryFolder(this.#disk);
    this.#folders.set(name, folder);
    return folder;
  }

  read(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return Promise.resolve(this.contents.get(name) ?? null);
  }

  async write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    if (this.#disk.full) throw new DOMException('No room.', 'QuotaExceededError');
    this.contents.set(name, new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer()));
  }

  remove(name: string): Promise<void> {
    this.contents.delete(name);
    this.#folders.delete(name);
    return Promise.resolve();
  }
}
