/** Attributes of images, several each, from a table: a column of paths, then one of 0 and 1 for each attribute. */
import { counted } from '../base/counted';
import { parseAttributes } from './attributesTable';
import type { ImageSet } from './imageSet';

export interface Attributes {
  readonly names: readonly string[];
  /** [images, attributes] in the order of the image set: 1, 0, or NaN where it is not known. */
  readonly values: Float32Array;
  /** Images of the set that the table names, ascending. */
  readonly described: Uint32Array;
  /** What a person should know of it: how it was read, rows without an image, images without a row. */
  readonly notes: readonly string[];
}

const MOST_NAMED = 3;

/**
 * Reads a table whose first line names the attributes and whose first column names the images, by a path inside the
 * set or by its last parts, as `cat/1.png` for `animals/cat/1.png`. Backslashes, “./”, spaces around and another case
 * are understood. Rows of images that are not in the set are passed over, and told.
 *
 * @throws Error that names the line which cannot be understood, or says that no image of the set is described
 */
export function readAttributes(text: string, images: Pick<ImageSet, 'paths'>): Attributes {
  const { names, rows, notes } = parseAttributes(text);
  const find = pathFinder(images.paths);
  const values = new Float32Array(images.paths.length * names.length).fill(NaN);
  const lineOf = new Map<number, number>();
  const strangers: string[] = [];
  const ambiguous: string[] = [];
  for (const { line, path, values: own } of rows) {
    const image = find(path);
    if (typeof image !== 'number') {
      (image === 'several' ? ambiguous : strangers).push(path);
      continue;
    }
    const before = lineOf.get(image);
    if (before !== undefined && own.some((value, k) => !Object.is(value, values[image * names.length + k]))) {
      throw new Error(`Lines ${before} and ${line} of the attributes say different things of “${path}”.`);
    }
    lineOf.set(image, line);
    values.set(own, image * names.length);
  }
  if (lineOf.size === 0) {
    throw new Error(
      `The attributes name none of these images: the first column should hold their paths, as “${images.paths[0]}”${rows.length > 0 ? `, but has ${named([...strangers, ...ambiguous])}` : ''}.`,
    );
  }
  const without = images.paths.filter((_, i) => !lineOf.has(i));
  return {
    ...{ names, values, described: Uint32Array.from(lineOf.keys()).sort() },
    notes: [
      ...notes,
      ...told(strangers, 'row', strangers.length === 1 ? 'matches no image' : 'match no image'),
      ...told(ambiguous, 'row', ambiguous.length === 1 ? 'matches several images' : 'match several images'),
      ...told(without, 'image', 'left out, without a row'),
    ],
  };
}

/** The index of an image, or why there is none. */
type Found = number | 'several' | null;

/** Finds an image by its path or an ending of it that belongs to it only; by one with more folders in front, too. */
function pathFinder(paths: readonly string[]): (path: string) => Found {
  const exact = new PathIndex();
  const anyCase = new PathIndex();
  for (const [i, path] of paths.entries()) {
    const plain = plainPath(path);
    exact.add(plain, i);
    anyCase.add(plain.toLowerCase(), i);
  }
  return (path) => {
    const plain = plainPath(path);
    return exact.find(plain) ?? anyCase.find(plain.toLowerCase());
  };
}

class PathIndex {
  readonly #whole = new Map<string, Found>();
  readonly #endings = new Map<string, Found>();

  add(path: string, image: number): void {
    const put = (index: Map<string, Found>, key: string): unknown =>
      index.set(key, index.has(key) ? 'several' : image);
    put(this.#whole, path);
    const [belowRoot, ...others] = endingsOf(path);
    if (belowRoot?.includes('/')) put(this.#whole, belowRoot);
    else if (belowRoot !== undefined) put(this.#endings, belowRoot);
    for (const ending of others) put(this.#endings, ending);
  }

  find(path: string): Found {
    const own = this.#whole.get(path) ?? this.#endings.get(path);
    if (own !== undefined) return own;
    // A path from elsewhere holds the set’s own behind the folders above it.
    const elsewhere = [...endingsOf(path)].find((ending) => ending.includes('/') && this.#whole.has(ending));
    return elsewhere === undefined ? null : this.#whole.get(elsewhere)!;
  }
}

/** “b/c” and “c” of “a/b/c”. */
function* endingsOf(path: string): Generator<string> {
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) yield path.slice(at + 1);
}

/** With forward slashes, in one normal form, zips as folders, without “./” and spaces around. */
function plainPath(path: string): string {
  return path
    .trim()
    .normalize('NFC')
    .split(/[/\\]+/)
    .map((part) => part.trim().replace(/\.zip$/i, ''))
    .filter((part, i) => part !== '.' && !(part === '' && i === 0))
    .join('/');
}

function told(paths: readonly string[], one: string, what: string): string[] {
  return paths.length > 0 ? [`${counted(paths.length, one)} ${what}: ${named(paths)}.`] : [];
}

/** The first three in quotes. */
function named(paths: readonly string[]): string {
  const shown = paths.slice(0, MOST_NAMED).map((path) => `“${path}”`);
  return `${shown.join(', ')}${paths.length > MOST_NAMED ? ', …' : ''}`;
}
