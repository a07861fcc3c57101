/**
 * The safetensors format: eight bytes with the length of a JSON header (little-endian), the header, then the numbers
 * of all tensors one after another. Tensors are float32; columns of a log are one-dimensional and float64, so that
 * their numbers come back as they were. Ours because no kept npm package writes it.
 */
import { z } from 'zod';
import type { PlainTensor } from '../networks/parameters';

export interface TensorFile {
  /** In the order of their bytes in the file. */
  readonly tensors: Map<string, PlainTensor>;
  readonly columns: Map<string, Float64Array>;
  readonly metadata: Record<string, string>;
}

const METADATA_KEY = '__metadata__';
const LENGTH_BYTES = 8;
const BYTES = { F32: 4, F64: 8 } as const;
/** The limit of the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});

interface Entry {
  readonly name: string;
  /** Null: its numbers are not read. */
  readonly dtype: keyof typeof BYTES | null;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

type TensorFileParts = {
  readonly tensors: ReadonlyMap<string, PlainTensor>;
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly metadata: Readonly<Record<string, string>>;
};

/** The bytes of a file with these tensors, in the order of the map. Throws if data and shape of one disagree. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, PlainTensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const parts = safetensorsParts({ tensors, columns: new Map(), metadata });
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    bytes.set(part, position);
    position += part.length;
  }
  return bytes;
}

/**
 * The same in parts to be written one after another: views of the numbers, so that a large file is not in memory
 * twice. Tensors come first, then columns.
 */
export function safetensorsParts({ tensors, columns, metadata }: TensorFileParts): Uint8Array[] {
  const header: [string, unknown][] = [[METADATA_KEY, metadata]];
  const parts: Uint8Array[] = [];
  let end = 0;
  const add = (
    name: string,
    dtype: keyof typeof BYTES,
    shape: readonly number[],
    data: ArrayBufferView,
  ): void => {
    if (name === METADATA_KEY) throw new Error(`A tensor cannot be called “${METADATA_KEY}”.`);
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
    // Every machine with a JavaScript engine of today is little-endian, as the format is.
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  };
  for (const [name, { shape, data }] of tensors) {
    if (elements(shape) !== data.length) {
      throw new Error(`“${name}” has ${data.length} values, which its shape [${shape.join(', ')}] is not.`);
    }
    add(name, 'F32', shape, data);
  }
  for (const [name, data] of columns) add(name, 'F64', [data.length], data);
  return [headerBytes(header), ...parts];
}

/** The length and the header, padded so that the numbers begin at a multiple of eight bytes. */
function headerBytes(header: readonly [string, unknown][]): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, LENGTH_BYTES);
  return bytes;
}

/**
 * Reads a file of tensors and columns. Throws an Error that says what is wrong with it, naming the tensor if there is one.
 *
 * @param isLeftOut by name: such tensors are not read, and may hold numbers of any type
 */
export function readSafetensors(
  bytes: Uint8Array,
  isLeftOut: (name: string) => boolean = () => false,
): TensorFile {
  const header = readHeader(bytes);
  const { metadata, entries } = readEntries(header.json, isLeftOut);
  const data = bytes.subarray(header.end);
  checkLayout(entries, data.length);
  const tensors = new Map<string, PlainTensor>();
  const columns = new Map<string, Float64Array>();
  for (const { name, dtype, shape, begin, end } of entries) {
    // A copy, so that the numbers are aligned; not by slice(), which makes a view of a Node Buffer.
    const { buffer } = new Uint8Array(data.subarray(begin, end));
    if (dtype === null) continue;
    if (dtype === 'F32') tensors.set(name, { shape, data: new Float32Array(buffer) });
    else columns.set(name, new Float64Array(buffer));
  }
  return { tensors, columns, metadata };
}

function readHeader(bytes: Uint8Array): { json: object; end: number } {
  if (bytes.length < LENGTH_BYTES) throw notSafetensors('it is shorter than eight bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES))) {
    throw notSafetensors('its first eight bytes give its header a length that the file does not have');
  }
  const end = LENGTH_BYTES + Number(length);
  const json = parseJson(bytes.subarray(LENGTH_BYTES, end));
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw notSafetensors('its header is not a JSON object');
  }
  return { json, end };
}

function parseJson(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (error) {
    throw notSafetensors('its header is not JSON', error);
  }
}

/** The header's entries, by offset. */
function readEntries(
  json: object,
  isLeftOut: (name: string) => boolean,
): { metadata: Record<string, string>; entries: Entry[] } {
  let metadata: Record<string, string> = {};
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(json) as [string, unknown][]) {
    if (name === METADATA_KEY) {
      metadata = readMetadata(value);
    } else {
      entries.push(readEntry(name, value, isLeftOut(name)));
    }
  }
  return { metadata, entries: entries.sort((a, b) => a.begin - b.begin || a.end - b.end) };
}

/** Not z.record, which drops a key called “__proto__”. */
function readMetadata(value: unknown): Record<string, string> {
  const pairs = typeof value === 'object' && value !== null ? Object.entries(value) : [['', value]];
  const parsed = z.array(z.tuple([z.string(), z.string()])).safeParse(pairs);
  if (!parsed.success) throw new Error('The metadata of the safetensors file is not text by name.');
  return Object.fromEntries(parsed.data);
}

function readEntry(name: string, value: unknown, isLeftOut: boolean): Entry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    throw new Error(`“${name}” in the safetensors file lacks a valid dtype, shape or data_offsets.`);
  }
  const { dtype, shape } = parsed.data;
  const [begin, end] = parsed.data.data_offsets;
  if (isLeftOut) {
    if (end < begin) throw new Error(`“${name}” ends before it begins.`);
    return { name, dtype: null, shape, begin, end };
  }
  if (dtype !== 'F32' && !(dtype === 'F64' && shape.length === 1)) {
    throw new Error(`“${name}” holds ${dtype} numbers; only F32, and F64 in one dimension, is read.`);
  }
  if (end - begin !== elements(shape) * BYTES[dtype]) {
    throw new Error(
      `“${name}” has ${end - begin} bytes, which its shape [${shape.join(', ')}] of ${dtype} is not.`,
    );
  }
  return { name, dtype, shape, begin, end };
}

/** The format allows neither gaps nor overlaps nor bytes left over. */
function checkLayout(entries: readonly Entry[], dataBytes: number): void {
  let expected = 0;
  for (const { name, begin, end } of entries) {
    if (end > dataBytes) throw new Error(`“${name}” reaches beyond the end of the file: it is cut off.`);
    if (begin !== expected) {
      throw new Error(`“${name}” begins at byte ${begin} of the data instead of byte ${expected}.`);
    }
    expected = end;
  }
  if (expected !== dataBytes) {
    throw notSafetensors(`${dataBytes - expected} bytes after its last tensor belong to none`);
  }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

function notSafetensors(why: string, cause?: unknown): Error {
  return new Error(`This is not a valid safetensors file: ${why}.`, { cause });
}
