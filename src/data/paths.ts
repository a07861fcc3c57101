/** Paths inside what was dropped: their order, and which are ignored. */
import { ImageProblem } from './types';

/** What systems leave among a person's files, in small letters. */
const SYSTEM_FILES = new Set([
  ...['thumbs.db', 'desktop.ini', '$recycle.bin', 'system volume information', '__macosx', '.ds_store'],
  ...['.spotlight-v100', '.trashes', '.fseventsd', '.temporaryitems', '.apdisk', '.localized', '.directory'],
]);

/**
 * What a file's path says of it: it is the system's business, which nobody wants to read about; it is hidden, as names
 * that begin with a dot are; or it is open. A person chose the first `chosen` names of the path, so those hide nothing.
 */
export function standingOf(path: string, chosen: number): 'system' | 'hidden' | 'open' {
  const names = path.split('/');
  // What the Mac writes beside files on other disks begins with “._”.
  if (names.some((name) => SYSTEM_FILES.has(name.toLowerCase()) || /^\._/.test(name))) return 'system';
  return names.slice(chosen).some((name) => /^\.+[^.]/.test(name)) ? 'hidden' : 'open';
}

/** Why a hidden file is not taken. */
export function hiddenProblem(): ImageProblem {
  return new ImageProblem('hidden', 'Its name, or that of a folder it is in, begins with a dot.');
}

/** Whether all paths begin with the same folder. */
export function haveOneFolder(paths: readonly string[]): boolean {
  const tops = new Set(paths.map((path) => (path.includes('/') ? path.split('/')[0]! : '')));
  return tops.size === 1 && !tops.has('');
}

/** The path, or where it is taken already, one with a number: “cat/1 (2).png”. It is taken from then on. */
export function freePath(path: string, taken: Set<string>): string {
  const [, stem = path, ending = ''] = /^(.*?[^/])(\.[^./]*)?$/s.exec(path) ?? [];
  let free = path;
  for (let n = 2; taken.has(free); n++) free = `${stem} (${n})${ending}`;
  taken.add(free);
  return free;
}

/** The same items by path: folder by folder, numbers by value (img2 before img10), else by code unit. */
export function sortedByPath<T extends { readonly path: string }>(items: readonly T[]): T[] {
  return sortedBy(items, ({ path }) => path);
}

/** The same, by a path that each item is given. */
export function sortedBy<T>(items: readonly T[], pathOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, path: pathOf(item), key: sortKey(pathOf(item)) }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.path, b.path))
    .map(({ item }) => item);
}

function sortKey(path: string): string {
  return path
    .replaceAll('/', '\0')
    .replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(20, '0'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
