/** A folder for runs in Node's file system. */
import { lstatSync, readlinkSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Folder, StoredFile } from '../checkpoints/folder';

/** Ends the name under which a file is written, before it takes the place of the one of its name. */
const UNFINISHED = '.unfinished';

/** A folder that one process at a time writes to, one file after another. */
export class NodeFolder implements Folder {
  readonly #path: string;

  constructor(location: string) {
    this.#path = location;
  }

  async files(): Promise<StoredFile[]> {
    const names = (await this.#entries()).filter((entry) => entry.isFile()).map(({ name }) => name);
    const files = await Promise.all(
      names.map(async (name) => {
        // Another process that writes here may have renamed or removed it since.
        const found = await unlessMissing(stat(path.join(this.#path, name)), null);
        return found ? [{ name, bytes: found.size, modified: found.mtimeMs }] : [];
      }),
    );
    return files.flat();
  }

  async folders(): Promise<string[]> {
    return (await this.#entries()).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  folder(name: string): NodeFolder {
    return new NodeFolder(path.join(this.#path, name));
  }

  async read(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return unlessMissing(readFile(path.join(this.#path, name)), null);
  }

  async write(name: string, parts: readonly Uint8Array[]): Promise<void> {
    await this.#sweep();
    await replace(path.join(this.#path, name), parts);
  }

  /** Removes what a process left that was killed while it wrote here. */
  async #sweep(): Promise<void> {
    const names = (await this.#entries()).map((entry) => entry.name);
    for (const name of names) if (name.endsWith(UNFINISHED)) await this.remove(name);
  }

  async remove(name: string): Promise<void> {
    await rm(path.join(this.#path, name), { recursive: true, force: true });
  }

  #entries() {
    return unlessMissing(readdir(this.#path, { withFileTypes: true }), []);
  }
}

/**
 * Writes a file, and its folder if need be; where a link is at its name, the file that it leads to. The content goes to a
 * name of its own first and to the disk itself, so that a file that was there stays whole until the new one is, even if
 * the power fails.
 *
 * @throws an Error of one sentence, with the system's code where it has one, which says what is in the way
 */
export async function replace(
  file: string,
  content: string | Uint8Array | readonly Uint8Array[],
): Promise<void> {
  const target = writable(file);
  const unfinished = target + UNFINISHED;
  const parts = typeof content === 'string' || content instanceof Uint8Array ? [content] : content;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    const handle = await open(unfinished, 'w');
    try {
      for (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined); // where nothing may be written there is none
    throw writeFailure(file, error);
  }
}

/**
 * The name of the file that writing to a name gives: through links, also to a file that is not there yet. Throws one
 * sentence where something is there that is no file, such as a device.
 */
export function writable(file: string): string {
  try {
    return behindLinks(file);
  } catch (error) {
    throw writeFailure(file, error);
  }
}

function behindLinks(file: string): string {
  // Throws where links lead in a circle.
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) {
    if (found.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    throw new Error(`“${file}” is a device or a pipe, not a file: name a file.`);
  }
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  return isLink ? behindLinks(path.resolve(path.dirname(file), readlinkSync(file))) : file;
}

const OBSTACLES: Readonly<Record<string, string>> = {
  EACCES: 'may not be written: check the permissions there, or choose another place',
  EPERM: 'may not be written: check the permissions there, or choose another place',
  EROFS: 'may not be written, as its disk is read-only: choose another place',
  ENOENT: 'cannot be written, as no folder can be made there: choose another place',
  ENOTDIR: 'cannot be written, as one of its folders is a file: choose another place',
  EEXIST: 'cannot be written, as one of its folders is a file: choose another place',
  EISDIR: 'is a folder: name a file',
  ELOOP: 'is a link that leads back to itself: choose another place',
  ENOSPC: 'does not fit on its disk any more: make room and try again',
};

/** An error of the system in words, under its code. */
export function writeFailure(file: string, error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  const obstacle = OBSTACLES[code];
  return obstacle ? Object.assign(new Error(`“${file}” ${obstacle}.`, { cause: error }), { code }) : error;
}

/** The same before it returns, for a small file; it is whole whatever ends the program, but for the power. */
export function replaceAtOnce(file: string, content: string): void {
  const target = writable(file);
  const unfinished = target + UNFINISHED;
  writeFileSync(unfinished, content);
  renameSync(unfinished, target);
}

async function unlessMissing<T, U>(result: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await result;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return otherwise;
    throw error;
  }
}
