import { sha256 } from '../base/sha256';
import type { Division } from './division';
import type { ImageSetInfo, SkippedFile } from './types';

interface ImageSetParts {
  readonly name: string;
  readonly pixels: number;
  readonly data: Uint8Array<ArrayBuffer>;
  readonly labels: Int16Array;
  readonly labelNames: readonly string[];
  readonly paths: readonly string[];
  /** Paths as earlier versions read them, where they differ. */
  readonly formerPaths?: readonly string[];
  readonly division?: Division | null;
  readonly skipped?: readonly SkippedFile[];
}

/** What images are, whatever they are called and in whatever order they come. */
export interface ImageContents {
  /** SHA-256 of the digests of all images, sorted, as 64 hex digits. */
  readonly hash: string;
  /** [count]: the place of each image among the sorted digests. Sets of the same hash have the same image at a rank. */
  readonly ranks: Float64Array;
}

const HASH_CHUNK_BYTES = 1 << 24;
/** Digested at the same time: each is answered only when training yields. */
const DIGESTS_AT_ONCE = 512;

/** Images of one size, kept as bytes in one block of memory, in the order of their paths. */
export class ImageSet {
  readonly name: string;
  readonly count: number;
  /** Side of the stored images. */
  readonly pixels: number;
  /** RGB bytes, [count, pixels, pixels, 3]. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Index into labelNames for every image; −1 = no label. */
  readonly labels: Int16Array;
  readonly labelNames: readonly string[];
  /** Path of every image inside what was read, '/' between folders. */
  readonly paths: readonly string[];
  readonly #formerPaths: readonly string[];
  /** Folders such as train/ and test/; null where there are none. */
  readonly division: Division | null;
  readonly #skipped: readonly SkippedFile[];
  #contents: Promise<ImageContents> | null = null;

  /** @throws RangeError when the parts do not describe the same number of images. */
  constructor(parts: ImageSetParts) {
    const count = parts.paths.length;
    if (parts.data.length !== count * parts.pixels ** 2 * 3 || parts.labels.length !== count) {
      throw new RangeError(
        `${count} images of ${parts.pixels} px do not fit ${parts.data.length} bytes and ${parts.labels.length} labels.`,
      );
    }
    this.name = parts.name;
    this.count = count;
    this.pixels = parts.pixels;
    this.data = parts.data;
    this.labels = parts.labels;
    this.labelNames = parts.labelNames;
    this.paths = parts.paths;
    this.#formerPaths = parts.formerPaths ?? parts.paths;
    this.division = parts.division ?? null;
    this.#skipped = parts.skipped ?? [];
  }

  /** The bytes of image i, [pixels, pixels, 3]: a view, not a copy. Throws a RangeError outside 0 … count−1. */
  image(i: number): Uint8Array<ArrayBuffer> {
    if (!(i >= 0 && i < this.count)) {
      throw new RangeError(`There is no image ${i} in a set of ${this.count}.`);
    }
    const bytes = this.pixels ** 2 * 3;
    return this.data.subarray(i * bytes, (i + 1) * bytes);
  }

  /** Up to n indices, evenly over the set. */
  spread(n: number): number[] {
    const taken = Math.min(n, this.count);
    return Array.from({ length: taken }, (_, i) => Math.floor(((i + 0.5) * this.count) / taken));
  }

  /** Some of the images as a set of their own, or all in another order. */
  subset(indices: Uint32Array): ImageSet {
    const bytes = this.pixels ** 2 * 3;
    const data = new Uint8Array(indices.length * bytes);
    indices.forEach((image, i) => data.set(this.image(image), i * bytes));
    return new ImageSet({
      ...{ name: this.name, pixels: this.pixels, data, labelNames: this.labelNames },
      labels: Int16Array.from(indices, (i) => this.labels[i]!),
      paths: Array.from(indices, (i) => this.paths[i]!),
      formerPaths: Array.from(indices, (i) => this.#formerPaths[i]!),
      skipped: this.#skipped,
      division: this.division && {
        ...this.division,
        folderOf: Uint16Array.from(indices, (i) => this.division!.folderOf[i]!),
      },
    });
  }

  get info(): ImageSetInfo {
    const counts = new Uint32Array(this.labelNames.length);
    for (const label of this.labels) if (label >= 0) counts[label]!++;
    return {
      name: this.name,
      count: this.count,
      pixels: this.pixels,
      bytes: this.data.length,
      labels: this.labelNames.map((name, i) => ({ name, count: counts[i]! })),
      parts: this.#parts(),
      skipped: this.#skipped,
    };
  }

  #parts(): ImageSetInfo['parts'] {
    if (!this.division) return [];
    const { folders, folderOf } = this.division;
    const counts = folders.map(() => 0);
    for (const folder of folderOf) counts[folder]!++;
    return (['training', 'validation', 'test'] as const).flatMap((wanted) =>
      folders.flatMap(({ name, role }, i) => (role === wanted ? { name, count: counts[i]! } : [])),
    );
  }

  /** What the images are without their paths; computed once. */
  contents(): Promise<ImageContents> {
    return (this.#contents ??= this.#digest());
  }

  async #digest(): Promise<ImageContents> {
    const digests: string[] = [];
    for (let from = 0; from < this.count; from += DIGESTS_AT_ONCE) {
      const length = Math.min(DIGESTS_AT_ONCE, this.count - from);
      const images = Array.from({ length }, (_, i) => sha256(this.image(from + i)));
      digests.push(...(await Promise.all(images)));
    }
    const sorted = digests.map((_, i) => i).sort((a, b) => compare(digests[a]!, digests[b]!) || a - b);
    const ranks = new Float64Array(this.count);
    sorted.forEach((index, rank) => (ranks[index] = rank));
    const description = JSON.stringify({ pixels: this.pixels, digests: sorted.map((i) => digests[i]) });
    return { hash: await sha256(new TextEncoder().encode(description)), ranks };
  }

  /**
   * SHA-256 of the pixels and paths as 64 hex digits: what a run file remembers of its data. It is the digest of the
   * digests of 16 MiB chunks, since crypto.subtle copies what it is given. Paths count as earlier versions read them, so
   * that their runs go on.
   */
  async contentHash(): Promise<string> {
    const digests: string[] = [];
    for (let start = 0; start < this.data.length; start += HASH_CHUNK_BYTES) {
      digests.push(await sha256(this.data.subarray(start, start + HASH_CHUNK_BYTES)));
    }
    const description = JSON.stringify({ pixels: this.pixels, digests, paths: this.#formerPaths });
    return sha256(new TextEncoder().encode(description));
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
