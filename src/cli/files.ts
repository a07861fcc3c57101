import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ImageProblem, type SourceFile } from '../data/types';

/**
 * The files under a folder, its sub-folders too, or the one file (an image or a zip) that the path names. Links are
 * followed; a folder that contains itself through a link is entered once. A sub-folder that may not be read stands
 * for its files, and reading it says why. Paths begin with the folder's own name.
 *
 * @throws Error with one sentence when there is nothing at the path or it may not be read.
 */
export async function filesUnder(root: string): Promise<SourceFile[]> {
  const info = await stat(root).catch((error: unknown) => {
    throw new Error(describeFailure(root, error), { cause: error });
  });
  const name = path.basename(path.resolve(root));
  if (info.isFile()) return [sourceFile(root, name, info.size)];
  if (!info.isDirectory()) throw new Error(`“${root}” is neither a folder nor a file.`);
  const files: SourceFile[] = [];
  await walk(root, name, new Set(), files);
  return files;
}

async function walk(
  folder: string,
  shown: string,
  above: ReadonlySet<string>,
  files: SourceFile[],
): Promise<void> {
  const listing = await list(folder);
  if (listing instanceof Error) {
    if (above.size === 0) throw listing;
    files.push(unreadable(shown, listing));
    return;
  }
  const { real, names } = listing;
  if (above.has(real)) return;
  const within = new Set(above).add(real);
  for (const name of names) {
    const location = path.join(folder, name);
    const info = await stat(location).catch(() => null);
    if (info?.isDirectory()) await walk(location, `${shown}/${name}`, within, files);
    // A dangling link has no size; reading it fails, and so it is named among the skipped.
    else if (!info || info.isFile()) files.push(sourceFile(location, `${shown}/${name}`, info?.size ?? 0));
  }
}

async function list(folder: string): Promise<{ real: string; names: string[] } | Error> {
  try {
    return { real: await realpath(folder), names: await readdir(folder) };
  } catch (error) {
    return new Error(describeFailure(folder, error), { cause: error });
  }
}

function unreadable(shown: string, { message }: Error): SourceFile {
  return { path: shown, size: 0, bytes: () => Promise.reject(new ImageProblem('unreadable', message)) };
}

/** All bytes of a file that a person named. Throws one sentence where it cannot be read. */
export async function readNamedFile(location: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(location));
  } catch (error) {
    throw new Error(describeFailure(location, error), { cause: error });
  }
}

function sourceFile(location: string, shown: string, size: number): SourceFile {
  return {
    path: shown,
    size,
    bytes: async () => new Uint8Array(await readFile(location)),
    range: (from, to) => readRange(location, from, to),
  };
}

async function readRange(location: string, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(location);
  try {
    const bytes = new Uint8Array(to - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function describeFailure(location: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return `There is nothing at “${location}”: check the path.`;
  if (code === 'EISDIR') return `“${location}” is a folder: name a file in it.`;
  if (code === 'EACCES' || code === 'EPERM') return `“${location}” may not be read: check its permissions.`;
  return `“${location}” cannot be read: ${String(error)}`;
}
