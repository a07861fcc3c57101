import { ZipReader, type FileEntry, type ReadableReader } from '@zip.js/zip.js/lib/zip-core-reader.js';
import { inflateSync } from 'fflate';
import { messageOf } from '../base/messageOf';
import { freePath, haveOneFolder, hiddenProblem, standingOf } from './paths';
import { ImageProblem, type SkippedFile, type SourceFile } from './types';
import { decodeNames, latin1, type PackedName } from './zipNames';

/** An entry that claims to be larger is a mistake or a trap. */
const MAX_ENTRY_BYTES = 1 << 28;

/** Deflate puts at most so many bytes into one (RFC 1951: 258 in two bits). */
const MOST_EXPANSION = 1032;

/** APPNOTE 4.3.7: what precedes an entry’s bytes, with the lengths of two fields that follow it. */
const LOCAL_HEADER = { signature: 0x04034b50, bytes: 30, nameLengthAt: 26, extraLengthAt: 28 } as const;

const STORED = 0;
const DEFLATED = 8;

export interface ZipListing {
  readonly files: readonly SourceFile[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * Lists the files in a zip as if it were a folder of its name. Nothing is unpacked before a file is read. Each entry has
 * its own path: a name that comes again is numbered.
 *
 * @throws ImageProblem 'no readable zip' when the archive is damaged.
 */
export async function listZip(zip: SourceFile, packed: Uint8Array<ArrayBuffer>): Promise<ZipListing> {
  const entries = await readDirectory(packed);
  const names = (await decodeNames(entries.map(packedName))).map(withSlashes);
  // Whoever packs a hidden folder chose it, as one does that names it.
  const chosen = haveOneFolder(names.filter((name) => standingOf(name, 1) === 'open')) ? 1 : 0;
  const archive = new Archive(zip);
  const files: SourceFile[] = [];
  const skipped: SkippedFile[] = [];
  const taken = new Set<string>();
  for (const [i, entry] of entries.entries()) {
    const name = names[i]!;
    const standing = standingOf(name, chosen);
    if (name.endsWith('/') || standing === 'system') continue;
    const path = freePath(`${zip.path}/${name}`, taken);
    const problem = standing === 'hidden' ? hiddenProblem() : entryProblem(entry, name, packed.length);
    if (problem) skipped.push({ path, reason: problem.reason, detail: problem.message });
    else files.push(archive.file(path, entry));
  }
  return { files, skipped };
}

function packedName({
  filename,
  rawFilename,
  bitFlag,
  extraFieldUnicodePath,
  versionMadeBy,
}: FileEntry): PackedName {
  const isSaid = bitFlag?.languageEncodingFlag || extraFieldUnicodePath?.valid === true;
  return { bytes: rawFilename, said: isSaid ? filename : null, host: versionMadeBy >> 8 };
}

function withSlashes(name: string): string {
  return name.replaceAll('\\', '/');
}

async function readDirectory(packed: Uint8Array): Promise<FileEntry[]> {
  try {
    const reader = new ZipReader(new BytesReader(packed), { strictness: 'tolerant' });
    const entries = await reader.getEntries();
    return entries.filter((entry) => !entry.directory);
  } catch (error) {
    throw new ImageProblem('no readable zip', `The zip archive is damaged (${messageOf(error)}).`);
  }
}

/** Bytes in memory, as zip.js asks for them. */
class BytesReader implements ReadableReader {
  readonly #bytes: Uint8Array;
  readonly size: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  readUint8Array(at: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.#bytes.subarray(at, at + length));
  }

  /** Entries are inflated here, without streams: in a tenth of the time for files as small as images are. */
  get readable(): ReadableStream {
    throw new Error('The directory of a zip is read by ranges.');
  }
}

function entryProblem(entry: FileEntry, name: string, packedBytes: number): ImageProblem | null {
  const { uncompressedSize, compressedSize, compressionMethod } = entry;
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || name.split('/').includes('..')) {
    return new ImageProblem('unreadable', 'Its name leads outside the zip.');
  }
  if (entry.encrypted) {
    return new ImageProblem(
      'encrypted',
      'It is encrypted: unpack the zip with its password, and give the folder.',
    );
  }
  if (uncompressedSize > MAX_ENTRY_BYTES) {
    return new ImageProblem('too large', `It unpacks to ${Math.round(uncompressedSize / 1e6)} MB.`);
  }
  // Room is made for what an entry claims before its bytes are looked at.
  if (uncompressedSize > MOST_EXPANSION * Math.min(compressedSize, packedBytes)) {
    return new ImageProblem('unreadable', 'It claims to unpack to more than its bytes can hold.');
  }
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    return new ImageProblem('unreadable', `It is packed by method ${compressionMethod}, which is not read.`);
  }
  return null;
}

/** The packed bytes of one zip: read when one of its files is asked for, and let go once each has been. */
class Archive {
  readonly #zip: SourceFile;
  readonly #entries: FileEntry[] = [];
  readonly #unread = new Set<FileEntry>();
  #packed: Promise<Uint8Array<ArrayBuffer>> | null = null;

  constructor(zip: SourceFile) {
    this.#zip = zip;
  }

  /** The entry as a file to read. */
  file(path: string, entry: FileEntry): SourceFile {
    this.#entries.push(entry);
    const former = `${this.#zip.path}/${withSlashes(formerName(entry))}`;
    return {
      path,
      ...(former !== path && { formerPath: former }),
      size: entry.uncompressedSize,
      bytes: () => this.#read(entry),
    };
  }

  async #read(entry: FileEntry): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.#packed) for (const each of this.#entries) this.#unread.add(each);
    this.#packed ??= this.#zip.bytes();
    const reading = this.#packed;
    this.#unread.delete(entry);
    if (this.#unread.size === 0) this.#packed = null;
    return unpack(await reading, entry);
  }
}

/** The name as it was read before encodings were told apart. */
function formerName({ filename, rawFilename, bitFlag }: FileEntry): string {
  return bitFlag?.languageEncodingFlag ? filename : latin1(rawFilename);
}

/** The bytes of an entry. Throws an ImageProblem where they are not where or what the directory says. */
function unpack(packed: Uint8Array<ArrayBuffer>, entry: FileEntry): Uint8Array<ArrayBuffer> {
  const { offset, compressedSize, uncompressedSize, compressionMethod } = entry;
  try {
    const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
    if (view.getUint32(offset, true) !== LOCAL_HEADER.signature) throw new RangeError('no header');
    const nameLength = view.getUint16(offset + LOCAL_HEADER.nameLengthAt, true);
    const extraLength = view.getUint16(offset + LOCAL_HEADER.extraLengthAt, true);
    const start = offset + LOCAL_HEADER.bytes + nameLength + extraLength;
    const bytes = packed.subarray(start, start + compressedSize);
    if (bytes.length < compressedSize) throw new RangeError('cut off');
    if (compressionMethod === STORED) return bytes.slice();
    return inflateSync(bytes, { out: new Uint8Array(uncompressedSize) });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ImageProblem('truncated', 'The zip archive is damaged at this file.');
  }
}
