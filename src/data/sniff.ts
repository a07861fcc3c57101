/** What a file is, by its content: extensions lie. Only headers are read, so it costs nothing beside decoding. */
import { ImageProblem } from './types';

export type ImageKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'bmp';

interface Header {
  readonly width: number;
  readonly height: number;
  /** Whether the end of the file is there. */
  readonly complete: boolean;
}

/** Images above this many pixels are refused before decoding: a small file may unpack to gigabytes. */
export const MAX_PIXELS = 64e6;

/** Images under this side hold nothing to learn from. */
const MIN_SIDE = 16;

function isZip(bytes: Uint8Array): boolean {
  return hasText(bytes, 0, 'PK\x03\x04') || hasText(bytes, 0, 'PK\x05\x06');
}

/** The kind of image that these bytes begin like, or null. */
export function imageKind(bytes: Uint8Array): ImageKind | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (hasText(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (hasText(bytes, 0, 'RIFF') && hasText(bytes, 8, 'WEBP')) return 'webp';
  if (hasText(bytes, 0, 'GIF87a') || hasText(bytes, 0, 'GIF89a')) return 'gif';
  if (hasText(bytes, 4, 'ftyp') && indexOfText(bytes, 'avi', 8, 64) >= 0) return 'avif';
  // 'BM' alone begins many texts; the size of the second header is one of a few small numbers.
  if (hasText(bytes, 0, 'BM') && bytes.length > 26 && view(bytes).getUint32(14, true) <= 124) return 'bmp';
  return null;
}

/**
 * Checks, without decoding, that these bytes are an image of a sensible size and not cut off.
 *
 * @returns the size that its header promises, in pixels, before any turning.
 * @throws ImageProblem with the reason why they are not.
 */
export function checkImage(bytes: Uint8Array): { width: number; height: number } {
  if (bytes.length === 0) throw new ImageProblem('empty', 'The file has no content.');
  const kind = imageKind(bytes);
  if (kind === null) {
    throw new ImageProblem('not an image', 'Its content is not JPEG, PNG, WebP, GIF, AVIF or BMP.');
  }
  const header = readHeader(kind, bytes);
  if (header === null) throw new ImageProblem('truncated', `The ${kind} file ends within its header.`);
  checkDimensions(header.width, header.height);
  if (!header.complete) throw new ImageProblem('truncated', `The end of the ${kind} file is missing.`);
  return header;
}

/**
 * Checks that an image of this size is worth and safe decoding.
 *
 * @throws ImageProblem 'too large' or 'too small'.
 */
export function checkDimensions(width: number, height: number): void {
  if (width * height > MAX_PIXELS) {
    throw new ImageProblem(
      'too large',
      `${width} × ${height} pixels are more than ${MAX_PIXELS / 1e6} million.`,
    );
  }
  if (Math.min(width, height) < MIN_SIDE) {
    throw new ImageProblem('too small', `${width} × ${height} pixels; each side needs at least ${MIN_SIDE}.`);
  }
}

/** What a file is whose name ends in .zip. Throws an ImageProblem where it is neither. */
export function checkZip(bytes: Uint8Array): 'zip' | 'picture' {
  if (isZip(bytes)) return 'zip';
  if (imageKind(bytes) !== null) return 'picture';
  throw bytes.length === 0
    ? new ImageProblem('empty', 'The file has no content.')
    : new ImageProblem('no readable zip', 'Its name ends in .zip, but its content is something else.');
}

/** Null when the header is cut off. */
function readHeader(kind: ImageKind, bytes: Uint8Array): Header | null {
  try {
    return HEADERS[kind](bytes, view(bytes));
  } catch (error) {
    if (error instanceof RangeError) return null; // a read behind the end of the bytes
    throw error;
  }
}

const HEADERS: Record<ImageKind, (bytes: Uint8Array, data: DataView) => Header> = {
  jpeg: jpegHeader,
  png: (bytes, data) => ({
    width: data.getUint32(16),
    height: data.getUint32(20),
    complete: lastIndexOf(bytes, [0x49, 0x45, 0x4e, 0x44]) >= 0, // IEND
  }),
  webp: webpHeader,
  gif: (bytes, data) => ({
    width: data.getUint16(6, true),
    height: data.getUint16(8, true),
    complete: bytes[bytes.findLastIndex((byte) => byte !== 0)] === 0x3b,
  }),
  avif: (bytes, data) => {
    // A box 'ispe' for the image and each of its tiles holds a size.
    let size: { width: number; height: number } | null = null;
    for (let box = -1; (box = indexOfText(bytes, 'ispe', box + 1, 4096)) >= 0;) {
      const [width, height] = [data.getUint32(box + 8), data.getUint32(box + 12)];
      if (size === null || width * height > size.width * size.height) size = { width, height };
    }
    if (size === null) throw new RangeError('no ispe box');
    return { ...size, complete: boxesEnd(data) <= bytes.length };
  },
  bmp: (bytes, data) => {
    const old = data.getUint32(14, true) === 12;
    const width = old ? data.getUint16(18, true) : data.getInt32(18, true);
    const height = Math.abs(old ? data.getUint16(20, true) : data.getInt32(22, true));
    return { width, height, complete: bytes.length >= data.getUint32(2, true) };
  },
};

/** Where the last of a file's outermost boxes says that it ends (ISO 14496-12). */
function boxesEnd(data: DataView): number {
  let at = 0;
  while (at + 8 <= data.byteLength) {
    const short = data.getUint32(at);
    if (short === 0) return data.byteLength; // up to the end, wherever that is
    const size = short === 1 ? Number(data.getBigUint64(at + 8)) : short;
    at += Math.max(8, size);
  }
  return at;
}

function jpegHeader(bytes: Uint8Array, data: DataView): Header {
  let size: { width: number; height: number } | null = null;
  for (let at = 2; ;) {
    if (data.getUint8(at) !== 0xff) throw new RangeError('no marker');
    const marker = data.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // fill byte
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) size = { height: data.getUint16(at + 5), width: data.getUint16(at + 7) };
    if (marker === 0xda) {
      if (size === null) throw new RangeError('scan before frame');
      // The thumbnail in the header has an end of its own: only one after the scan's start counts.
      return { ...size, complete: lastIndexOf(bytes, [0xff, 0xd9]) > at };
    }
    at += 2 + data.getUint16(at + 2);
  }
}

function webpHeader(bytes: Uint8Array, data: DataView): Header {
  const complete = bytes.length >= data.getUint32(4, true) + 8;
  if (hasText(bytes, 12, 'VP8X')) {
    const uint24 = (at: number) => data.getUint16(at, true) + (data.getUint8(at + 2) << 16);
    return { width: uint24(24) + 1, height: uint24(27) + 1, complete };
  }
  if (hasText(bytes, 12, 'VP8L')) {
    const bits = data.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, complete };
  }
  return { width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff, complete };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function indexOfText(bytes: Uint8Array, text: string, from: number, to: number): number {
  for (let at = from; at < Math.min(to, bytes.length); at++) if (hasText(bytes, at, text)) return at;
  return -1;
}

function lastIndexOf(bytes: Uint8Array, pattern: readonly number[]): number {
  for (let at = bytes.length - pattern.length; at >= 0; at--) {
    if (pattern.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
