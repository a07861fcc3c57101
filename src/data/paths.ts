/** Paths inside what was dropped: their order, which are ignored, and the labels that folders give. */

const SYSTEM_FILES = new Set(['thumbs.db', 'desktop.ini', '__macosx']);

/** Whether a path is the system's business, not the person's: nobody wants to read about these. */
export function isIgnored(path: string): boolean {
  return path
    .split('/')
    .some((part) => SYSTEM_FILES.has(part.toLowerCase()) || (part.startsWith('.') && !/^\.+$/.test(part)));
}

/** The same items by path: folder by folder, numbers by value (img2 before img10), else by code unit. */
export function sortedByPath<T extends { readonly path: string }>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, key: sortKey(item.path) }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.item.path, b.item.path))
    .map(({ item }) => item);
}

export interface Labels {
  /** Index into labelNames for every path; −1 = none. */
  readonly labels: Int16Array;
  readonly labelNames: readonly string[];
}

/**
 * The folder of each path below the deepest folder common to all, as its label: "animals/cat". A zip counts as a
 * folder of its name without ".zip". Images in the common folder itself have no label; if all are, there are none.
 *
 * @throws RangeError with more folders than an Int16Array can number.
 */
export function labelsOf(paths: readonly string[]): Labels {
  const folders = paths.map((path) => path.split('/').slice(0, -1));
  const common = commonPrefix(folders);
  const names = folders.map((folder) =>
    folder
      .slice(common)
      .map((part) => part.replace(/\.zip$/i, ''))
      .join('/'),
  );
  const distinct = [...new Set(names)].filter((name) => name !== '');
  const labelNames = sortedByPath(distinct.map((path) => ({ path }))).map(({ path }) => path);
  if (labelNames.length > 0x7fff) {
    throw new RangeError(`${labelNames.length} sub-folders are too many labels (at most ${0x7fff}).`);
  }
  const indices = new Map(labelNames.map((name, i) => [name, i]));
  return { labels: Int16Array.from(names, (name) => indices.get(name) ?? -1), labelNames };
}

function commonPrefix(folders: readonly (readonly string[])[]): number {
  const first = folders[0] ?? [];
  let length = first.length;
  for (const folder of folders) {
    while (length > 0 && first.slice(0, length).some((part, i) => folder[i] !== part)) length--;
  }
  return length;
}

function sortKey(path: string): string {
  return path
    .replaceAll('/', '\0')
    .replace(/\d+/g, (digits) => digits.replace(/^0+(?=\d)/, '').padStart(20, '0'));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
