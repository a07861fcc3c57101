/** Attributes of images, several each, from a CSV file: a column of paths, then one of 0 and 1 for each attribute. */
import type { ImageSet } from './imageSet';

export interface Attributes {
  readonly names: readonly string[];
  /** [images, attributes] in the order of the image set: 1, 0, or NaN where it is not known. */
  readonly values: Float32Array;
  /** Images of the set that the file names. */
  readonly described: Uint32Array;
}

const VALUES: ReadonlyMap<string, number> = new Map([
  ['1', 1],
  ['true', 1],
  ['yes', 1],
  ['0', 0],
  ['-1', 0], // CelebA's way to say no
  ['false', 0],
  ['no', 0],
  ['', NaN],
]);

/**
 * Reads a table whose first line names the attributes and whose first column names the images, by a path inside the
 * set or by its last parts, as `cat/1.png` for `animals/cat/1.png`. Rows of images that are not in the set are passed over.
 *
 * @throws Error that names the line which cannot be understood, or says that no image of the set is described
 */
export function readAttributes(csv: string, images: ImageSet): Attributes {
  const [head = [], ...rows] = parseCsv(csv);
  const names = head.slice(1);
  if (names.length === 0) {
    throw new Error(
      'The attributes’ first line should be “path”, then a name for each attribute, with commas.',
    );
  }
  const byPath = pathIndex(images.paths);
  const values = new Float32Array(images.count * names.length).fill(NaN);
  const described = new Set<number>();
  for (const [r, [path = '', ...cells]] of rows.entries()) {
    const image = byPath.get(path);
    if (image === undefined) continue;
    described.add(image);
    for (const [k, name] of names.entries()) {
      const value = VALUES.get((cells[k] ?? '').trim().toLowerCase());
      if (value === undefined) {
        throw new Error(
          `Line ${r + 2} of the attributes, column “${name}”: “${cells[k]}” should be 1, 0 or empty.`,
        );
      }
      values[image * names.length + k] = value;
    }
  }
  if (described.size === 0) {
    throw new Error('The attributes name none of these images: the first column should hold their paths.');
  }
  return { names, values, described: Uint32Array.from(described).sort() };
}

/** Every path and every ending of it that belongs to one image only. */
function pathIndex(paths: readonly string[]): Map<string, number> {
  const index = new Map<string, number>();
  const ambiguous = new Set<string>();
  for (const [i, path] of paths.entries()) {
    const parts = path.split('/');
    for (let from = 1; from < parts.length; from++) {
      const ending = parts.slice(from).join('/');
      if (index.has(ending)) ambiguous.add(ending);
      index.set(ending, i);
    }
  }
  for (const ending of ambiguous) index.delete(ending);
  for (const [i, path] of paths.entries()) index.set(path, i);
  return index;
}

/** Lines of cells; a cell in double quotes may hold commas, line breaks and doubled quotes (RFC 4180). */
function parseCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // Each match is a cell and what ends it.
  const cell = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/gy;
  for (const [, content = '', end] of csv.replace(/^\uFEFF/, '').matchAll(cell)) {
    row.push(content.startsWith('"') ? content.slice(1, -1).replaceAll('""', '"') : content);
    if (end === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  return rows;
}
