/** What folders say of the images in them: of which class each is, and whether it is to learn from or to judge by. */
import { divisionIn, type Division } from './division';
import { sortedByPath } from './paths';

export interface Labels {
  /** Index into labelNames for every path; −1 = none. */
  readonly labels: Int16Array;
  readonly labelNames: readonly string[];
  /** Folders such as train/ and test/, which are no part of the labels; null where there are none. */
  readonly division: Division | null;
}

const MOST_LABELS = 0x7fff;

/**
 * The folder of each path below the deepest folder common to all, as its label: "animals/cat". A zip counts as a
 * folder of its name without ".zip". Images in the common folder itself have no label; if all are, there are none.
 * Where folders such as train/ and test/ divide the set, the label is the folder below them, and “Cat” in one is
 * “cat” in the other.
 *
 * @throws RangeError with more folders than an Int16Array can number.
 */
export function labelsOf(paths: readonly string[]): Labels {
  const folders = belowCommon(paths.map((path) => path.normalize('NFC').split('/').slice(0, -1)));
  const divided = divisionIn(folders);
  const names = divided ? divided.classes : folders.map((folder) => folder.join('/'));
  const distinct = [...new Set(names)].filter((name) => name !== '');
  const labelNames = sortedByPath(distinct.map((path) => ({ path }))).map(({ path }) => path);
  if (labelNames.length > MOST_LABELS) {
    throw new RangeError(`${labelNames.length} sub-folders are too many labels (at most ${MOST_LABELS}).`);
  }
  const indices = new Map(labelNames.map((name, i) => [name, i]));
  return {
    labels: Int16Array.from(names, (name) => indices.get(name) ?? -1),
    labelNames,
    division: divided?.division ?? null,
  };
}

/** The folders below the deepest one that is common to all, zips by their names. */
function belowCommon(folders: readonly (readonly string[])[]): string[][] {
  const first = folders[0] ?? [];
  let common = first.length;
  for (const folder of folders) {
    while (common > 0 && first.slice(0, common).some((part, i) => folder[i] !== part)) common--;
  }
  return folders.map((folder) => folder.slice(common).map((part) => part.replace(/\.zip$/i, '')));
}
