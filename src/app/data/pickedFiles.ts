/** Files out of what a person dropped or chose, folders and all. Only names are looked at; the worker reads. */
import { messageOf } from '../../base/messageOf';
import type { PickedFile } from '../../worker/protocol';

/** Files chosen by an input; folders give their paths. */
export function chosenFiles(files: FileList): PickedFile[] {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * Walks through everything dropped; what the browser does not hand out is named with its reason among the rest. Must
 * be called within the drop event, before its first await: the items are gone afterwards.
 *
 * @param onFound how many files have been found so far.
 */
export async function droppedFiles(
  transfer: DataTransfer,
  onFound: (count: number) => void,
): Promise<PickedFile[]> {
  const entries: FileSystemEntry[] = [];
  const found: PickedFile[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = entry ? null : item.getAsFile();
    if (entry) entries.push(entry);
    else if (file) found.push({ path: file.name, file });
  }
  for (const entry of entries)
    await walk(entry, (picked) => {
      found.push(picked);
      onFound(found.length);
    });
  return found;
}

async function walk(entry: FileSystemEntry, take: (picked: PickedFile) => void): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  try {
    if (isFile(entry)) take({ path, file: await fileOf(entry) });
    else if (isDirectory(entry)) await walkFolder(entry, take);
  } catch (error) {
    take(refused(path, error));
  }
}

async function walkFolder(
  folder: FileSystemDirectoryEntry,
  take: (picked: PickedFile) => void,
): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    const batch = await nextBatch(reader);
    if (batch.length === 0) break;
    for (const child of batch) await walk(child, take);
  }
}

/** Stands for a file or folder that the browser does not hand out, as when it may not be read or has gone. */
export function refused(path: string, error: unknown): PickedFile {
  return { path, problem: `The browser did not hand it out: ${messageOf(error)}` };
}

/** A folder’s entries come in batches (100 in Chromium) until an empty one. */
function nextBatch(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** What to call a set: its folders, its one file, or how many files it has. */
export function setName(files: readonly PickedFile[]): string {
  const tops = [...new Set(files.map(({ path }) => path.split('/')[0]!))];
  const first = tops.slice(0, 3).join(', ');
  if (tops.length <= 3) return first;
  return files.every(({ path }) => !path.includes('/'))
    ? `${files.length} files`
    : `${first} and ${tops.length - 3} more`;
}
