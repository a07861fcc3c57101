/** A folder for runs in the browser's private file system (OPFS), for a worker. */
import type { Folder, StoredFile } from '../checkpoints/folder';

/** Written to, before it takes the place of the file of its name. */
const UNFINISHED = '.unfinished';

/** Files are replaced every few seconds at most: one that fails so often fails for another reason. */
const MOST_READS = 5;

/** What browsers have and the standard's types lack. */
type Movable = FileSystemFileHandle & { move?: (name: string) => Promise<void> };
interface SyncAccess {
  write(bytes: BufferSource, options: { at: number }): number;
  truncate(bytes: number): void;
  flush(): void;
  close(): void;
}
type SyncAccessible = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccess> };

export class OpfsFolder implements Folder {
  readonly #open: (create: boolean) => Promise<FileSystemDirectoryHandle | null>;

  /** @param open gives the folder, making it if asked to; null if it is not there */
  constructor(open: (create: boolean) => Promise<FileSystemDirectoryHandle | null>) {
    this.#open = open;
  }

  /** The top of the file system; null where the browser has none. */
  static root(): OpfsFolder | null {
    if (typeof navigator.storage?.getDirectory !== 'function') return null;
    return new OpfsFolder(() => navigator.storage.getDirectory());
  }

  async files(): Promise<StoredFile[]> {
    const found: StoredFile[] = [];
    for (const [name, handle] of await this.#entries()) {
      if (handle.kind !== 'file') continue;
      // Training may remove a file while they are listed.
      const file = await unlessMissing((handle as FileSystemFileHandle).getFile());
      // An empty one was begun and never finished: its content appears when it is closed.
      if (!file || file.size === 0) continue;
      found.push({ name, bytes: file.size, modified: file.lastModified });
    }
    return found;
  }

  async folders(): Promise<string[]> {
    return (await this.#entries()).filter(([, { kind }]) => kind === 'directory').map(([name]) => name);
  }

  folder(name: string): OpfsFolder {
    return new OpfsFolder(async (create) => {
      const parent = await this.#open(create);
      return parent && unlessMissing(parent.getDirectoryHandle(name, { create }));
    });
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const folder = await this.#open(false);
    const handle = folder && (await unlessMissing(folder.getFileHandle(name)));
    const bytes = handle && (await unlessMissing(wholeFile(handle)));
    return bytes && new Uint8Array(bytes);
  }

  async write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    const folder = await this.#open(true);
    if (!folder) throw new Error('The browser gave no folder to write to.');
    const handle: Movable = await folder.getFileHandle(name, { create: true });
    if ('createWritable' in handle) return stream(handle, parts);
    // Older Safari: no streams. Without move the file is written in place; its digest tells if it is torn.
    const target = await folder.getFileHandle(name + UNFINISHED, { create: true });
    if (typeof (target as Movable).move !== 'function') {
      await folder.removeEntry(name + UNFINISHED);
      return writeAtOnce(handle, parts);
    }
    await writeAtOnce(target, parts);
    await (target as Movable).move!(name);
  }

  async remove(name: string): Promise<void> {
    const folder = await this.#open(false);
    if (folder) await unlessMissing(folder.removeEntry(name, { recursive: true }));
  }

  async #entries(): Promise<[string, FileSystemHandle][]> {
    const folder = await this.#open(false);
    const found: [string, FileSystemHandle][] = [];
    if (folder) for await (const entry of folder.entries()) found.push(entry);
    return found;
  }
}

/** What a file holds; read again where training replaced it meanwhile, since its old content is gone then. */
async function wholeFile(handle: FileSystemFileHandle, timesLeft = MOST_READS): Promise<ArrayBuffer> {
  try {
    return await (await handle.getFile()).arrayBuffer();
  } catch (error) {
    const isReplaced = error instanceof DOMException && error.name === 'NotReadableError';
    if (!isReplaced || timesLeft <= 1) throw error;
    return wholeFile(handle, timesLeft - 1);
  }
}

/** Off this thread; by its standard the file changes only when the stream is closed, and then as a whole. */
async function stream(handle: FileSystemFileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const writable = await handle.createWritable();
  try {
    // At once: each write is answered only when training yields, and a checkpoint has hundreds of parts.
    await writable.write(new Blob([...parts] as Uint8Array<ArrayBuffer>[]));
    await writable.close();
  } catch (error) {
    await writable.abort().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}

async function writeAtOnce(handle: FileSystemFileHandle, parts: readonly Uint8Array[]): Promise<void> {
  const access = await (handle as SyncAccessible).createSyncAccessHandle();
  try {
    access.truncate(0);
    let at = 0;
    for (const part of parts) at += access.write(part as Uint8Array<ArrayBuffer>, { at });
    access.flush();
  } finally {
    access.close();
  }
}

async function unlessMissing<T>(result: Promise<T>): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}
