/** One process at a time writes into a folder: by a lock that the system keeps for a process and that ends with it. */
import { mkdir, open, rm, rmdir, stat, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../base/messageOf';
import { writeFailure } from './nodeFolder';

const LOCK = '.lock';

/**
 * Does work in a folder that no other process writes to meanwhile. The folder is made if need be, and removed if it is
 * empty in the end. Throws one sentence, nothing done, where another process is at work in it.
 */
export async function withLock<Result>(location: string, work: () => Promise<Result>): Promise<Result> {
  const file = path.join(location, LOCK);
  const made = await mkdir(location, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(location, error);
  });
  try {
    const handle = await lock(location, file);
    try {
      return await work();
    } finally {
      // Removed while it is still held: whoever opened it meanwhile sees that it is not the one at its name any more.
      await rm(file, { force: true });
      await handle.close();
    }
  } finally {
    if (made !== undefined) await removeEmpty(path.resolve(location), path.resolve(made));
  }
}

async function lock(location: string, file: string): Promise<FileHandle> {
  for (;;) {
    const handle = await open(file, 'a').catch((error: unknown) => {
      throw writeFailure(file, error);
    });
    if (!(await isLocked(handle, location))) {
      await handle.close();
      throw new Error(
        `“${location}” is in use: another “lab” process is writing to it. Wait until that ends, or give another --out.`,
      );
    }
    if (await isAt(file, handle)) return handle;
    await handle.close();
  }
}

/** Takes the lock; false where another process has it. Where there is none to be had that is said, and work goes on. */
async function isLocked(handle: FileHandle, location: string): Promise<boolean> {
  try {
    const { tryLock } = await import('fs-native-extensions');
    return tryLock(handle.fd);
  } catch (error) {
    const why = messageOf(error).split('\n')[0];
    process.stderr.write(
      `“${location}” cannot be locked here (${why}): see to it that nothing else writes to it.\n`,
    );
    return true;
  }
}

async function isAt(file: string, handle: FileHandle): Promise<boolean> {
  const [here, there] = [await handle.stat(), await stat(file).catch(() => null)]; // gone: then it is not this one
  return here.ino === there?.ino && here.dev === there.dev;
}

/** Removes a folder and those around it up to `top`, as far as nothing is in them. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at.startsWith(top); at = path.dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return; // it holds something, as it should after a run
    }
  }
}
