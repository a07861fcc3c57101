/** What a file is, by its content: extensions lie. Only headers are read, so it costs nothing beside decoding. */
import { hasText, indexOfText } from './byteText';
import { firstGifFrame } from './gif';
import { pngChunks } from './pngChunks';
import { ImageProblem, type ImageKind } from './types';

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
 * Checks, by headers alone, that these bytes are an image of a sensible size and not cut off. What is within is for
 * `intact` to check.
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
    complete: pngEnds(bytes),
  }),
  webp: webpHeader,
  gif: (bytes, data) => ({
    width: data.getUint16(6, true),
    height: data.getUint16(8, true),
    complete: hasFirstFrame(bytes),
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

/** Where the last of a file's outermost boxes that are needed says that it ends (ISO 14496-12). */
function boxesEnd(data: DataView): number {
  const missing = new Set([0x6d657461, 0x6d646174]); // meta, mdat
  let at = 0;
  while (missing.size > 0 && at + 8 <= data.byteLength) {
    missing.delete(data.getUint32(at + 4));
    const short = data.getUint32(at);
    if (short === 0) return data.byteLength; // up to the end, wherever that is
    const size = short === 1 ? Number(data.getBigUint64(at + 8)) : short;
    at += Math.max(8, size);
  }
  return at;
}

function jpegHeader(_bytes: Uint8Array, data: DataView): Header {
  let size: { width: number; height: number } | null = null;
  for (let at = 2; ;) {
    if (data.getUint8(at) !== 0xff) throw new RangeError('no marker');
    const marker = data.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // fill byte
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      if (marker > 0xc2 || data.getUint8(at + 4) !== 8) throw rareJpeg(marker, data.getUint8(at + 4));
      size = { height: data.getUint16(at + 5), width: data.getUint16(at + 7) };
    }
    if (marker === 0xda) {
      if (size === null) throw new RangeError('scan before frame');
      return { ...size, complete: true }; // as far as the header tells: see intact
    }
    at += 2 + data.getUint16(at + 2);
  }
}

/** With its end mark, or at the end of some part after its pixels have begun: the decoder says whether they are all there. */
function pngEnds(bytes: Uint8Array): boolean {
  if (lastIndexOf(bytes, [0x49, 0x45, 0x4e, 0x44]) >= 0) return true; // IEND
  const chunks = [...pngChunks(bytes)];
  return chunks.some(({ type }) => type === 'IDAT') && chunks.at(-1)!.to === bytes.length;
}

/** Of a kind that not every decoder here reads. */
function rareJpeg(marker: number, bits: number): ImageProblem {
  const form =
    marker >= 0xc9 ? 'with arithmetic coding' : marker > 0xc2 ? 'without loss' : `with ${bits} bits a colour`;
  return new ImageProblem('unreadable', `JPEGs ${form} are not read: convert it to PNG.`);
}

function hasFirstFrame(bytes: Uint8Array): boolean {
  try {
    firstGifFrame(bytes);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
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

function lastIndexOf(bytes: Uint8Array, pattern: readonly number[]): number {
  for (let at = bytes.length - pattern.length; at >= 0; at--) {
    if (pattern.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  return -1;
}
