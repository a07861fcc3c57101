import { unzipSync, type Unzipped, type UnzipFileInfo } from 'fflate';
import { messageOf } from '../base/messageOf';
import { sortedByPath } from './paths';
import { ImageProblem, type SkippedFile, type SourceFile } from './types';

/** Inflated entries held at once, in bytes, beside the packed archive. */
const BATCH_BYTES = 1 << 25;

/** An entry that claims to be larger is a mistake or a trap. */
const MAX_ENTRY_BYTES = 1 << 28;

/** Deflate puts at most so many bytes into one (RFC 1951: 258 in two bits). */
const MOST_EXPANSION = 1032;

/** Of the directory, for each entry at least. */
const DIRECTORY_ENTRY_BYTES = 46;

export interface ZipListing {
  /** Entries by path; read them in this order, as they are unpacked in batches. */
  readonly files: readonly SourceFile[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * Lists the files in a zip as if it were a folder of its name. Nothing is unpacked before a file is read, and then
 * only a batch at a time.
 *
 * @throws ImageProblem 'no readable zip' when the archive is damaged.
 */
export function listZip(zip: SourceFile, packed: Uint8Array<ArrayBuffer>): ZipListing {
  const entries: (UnzipFileInfo & { path: string })[] = [];
  const skipped: SkippedFile[] = [];
  for (const info of readDirectory(packed)) {
    const name = info.name.replaceAll('\\', '/');
    if (name.endsWith('/')) continue;
    const path = `${zip.path}/${name}`;
    const problem = entryProblem(info, name, packed.length);
    if (problem) skipped.push({ path, reason: problem.reason, detail: problem.message });
    else entries.push({ ...info, path });
  }
  const sorted = sortedByPath(entries);
  const archive = new Archive(zip, sorted);
  const files = sorted.map((entry, i) => ({
    path: entry.path,
    size: entry.originalSize,
    bytes: () => archive.read(i),
  }));
  return { files, skipped };
}

function readDirectory(packed: Uint8Array): UnzipFileInfo[] {
  const infos: UnzipFileInfo[] = [];
  try {
    unzipSync(packed, {
      filter: (info) => {
        // A damaged count may promise billions.
        if (infos.push(info) * DIRECTORY_ENTRY_BYTES > packed.length)
          throw new Error('it lists more than it holds');
        return false;
      },
    });
  } catch (error) {
    throw new ImageProblem('no readable zip', `The zip archive is damaged (${messageOf(error)}).`);
  }
  return infos;
}

function entryProblem(info: UnzipFileInfo, name: string, packedBytes: number): ImageProblem | null {
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || name.split('/').includes('..')) {
    return new ImageProblem('unreadable', 'Its name leads outside the zip.');
  }
  if (info.originalSize > MAX_ENTRY_BYTES) {
    return new ImageProblem('too large', `It unpacks to ${Math.round(info.originalSize / 1e6)} MB.`);
  }
  // fflate makes room for what an entry claims before it looks at it.
  if (info.originalSize > MOST_EXPANSION * Math.min(info.size, packedBytes)) {
    return new ImageProblem('unreadable', 'It claims to unpack to more than its bytes can hold.');
  }
  if (info.compression !== 0 && info.compression !== 8) {
    return new ImageProblem('unreadable', `It is packed by method ${info.compression}, which is not read.`);
  }
  return null;
}

/** Unpacks the entries of one zip in batches. The packed bytes are let go once the last entry has been read. */
class Archive {
  readonly #zip: SourceFile;
  readonly #entries: readonly UnzipFileInfo[];
  #packed: Promise<Uint8Array<ArrayBuffer>> | null = null;
  readonly #unpacked = new Map<number, Uint8Array<ArrayBuffer>>();

  constructor(zip: SourceFile, entries: readonly UnzipFileInfo[]) {
    this.#zip = zip;
    this.#entries = entries;
  }

  async read(index: number): Promise<Uint8Array<ArrayBuffer>> {
    this.#packed ??= this.#zip.bytes();
    const packed = await this.#packed;
    if (!this.#unpacked.has(index)) this.#unpackFrom(index, packed);
    const bytes = this.#unpacked.get(index);
    this.#unpacked.delete(index);
    if (index === this.#entries.length - 1) this.#packed = null;
    if (!bytes) throw new ImageProblem('truncated', 'The zip archive is damaged at this file.');
    return bytes;
  }

  #unpackFrom(start: number, packed: Uint8Array<ArrayBuffer>): void {
    let end = start;
    for (let total = 0; end < this.#entries.length && (end === start || total <= BATCH_BYTES); end++) {
      total += this.#entries[end]!.originalSize;
    }
    this.#unpacked.clear();
    const batch = this.#entries.slice(start, end);
    const files = unpack(
      packed,
      batch.map((entry) => entry.name),
    );
    batch.forEach((entry, i) => {
      const bytes = files[entry.name];
      if (bytes) this.#unpacked.set(start + i, bytes);
    });
  }
}

/** The entries of these names, without the damaged ones: one of those fails fflate's whole call, so it is cornered. */
function unpack(packed: Uint8Array<ArrayBuffer>, names: readonly string[]): Unzipped {
  const wanted = new Set(names);
  try {
    return unzipSync(packed, { filter: (info) => wanted.has(info.name) });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (names.length <= 1) return {}; // Archive.read names the missing entry
    const middle = names.length >> 1;
    return { ...unpack(packed, names.slice(0, middle)), ...unpack(packed, names.slice(middle)) };
  }
}
