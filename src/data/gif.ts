/** The first frame of a GIF, which is all that is taken of one: what follows it need not be whole, nor be a GIF at all. */
import { ImageProblem } from './types';

export interface GifFrame {
  /** Where it lies on the picture, in pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Where its last block ends in the file. */
  readonly end: number;
}

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;

/**
 * Finds the first frame.
 *
 * @throws RangeError where the file ends before it does; ImageProblem 'unreadable' where it is something else.
 */
export function firstGifFrame(bytes: Uint8Array): GifFrame {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 13 + paletteBytes(data.getUint8(10));
  for (let block = data.getUint8(at); block !== IMAGE; block = data.getUint8(at)) {
    if (block === EXTENSION) at = behindSubBlocks(data, at + 2);
    else throw block === TRAILER ? damaged('it has no picture') : damaged('an unknown block');
  }
  const [left, top, width, height] = [1, 3, 5, 7].map((offset) => data.getUint16(at + offset, true));
  const codes = at + 10 + paletteBytes(data.getUint8(at + 9));
  const end = behindSubBlocks(data, codes + 1);
  return { left: left!, top: top!, width: width!, height: height!, end };
}

/** The file with its first frame alone, and the end that it may lack. */
export function withOneFrame(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const { end } = firstGifFrame(bytes);
  const whole = bytes.slice(0, end + 1);
  if (end === bytes.length) return Uint8Array.of(...whole, TRAILER);
  whole[end] = TRAILER;
  return whole;
}

/**
 * Follows the codes of the first frame without making its pixels.
 *
 * @throws ImageProblem 'unreadable' where they are not those of just as many pixels; RangeError where the file ends.
 */
export function checkGifPixels(bytes: Uint8Array): void {
  const { width, height, end } = firstGifFrame(bytes);
  const codes = codesOf(bytes, end);
  const pixels = decodedLength(codes.data, codes.bits, width * height);
  if (pixels < width * height) throw damaged('some of its pixels are missing');
}

/** The compressed data of the frame that ends there, out of their blocks. */
function codesOf(bytes: Uint8Array, end: number): { data: Uint8Array; bits: number } {
  let at = 13 + paletteBytes(bytes[10]!);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  while (bytes[at] !== IMAGE) at = behindSubBlocks(view, at + 2);
  at += 10 + paletteBytes(bytes[at + 9]!);
  const data = new Uint8Array(end - at);
  const bits = bytes[at++]!;
  let length = 0;
  for (let size = bytes[at]!; size > 0; size = bytes[at]!) {
    data.set(bytes.subarray(at + 1, at + 1 + size), length);
    length += size;
    at += 1 + size;
  }
  return { data: data.subarray(0, length), bits };
}

/** Of how many pixels these LZW codes are, counted up to `enough`. */
function decodedLength(data: Uint8Array, bits: number, enough: number): number {
  if (bits < 1 || bits > 11) throw damaged('its codes have no such size');
  const clear = 2 ** bits;
  const lengths = new Uint32Array(4096).fill(1, 0, clear);
  let [next, size, previous, pixels] = [clear + 2, bits + 1, 0, 0];
  for (let bit = 0; bit + size <= data.length * 8 && pixels < enough;) {
    const at = bit >> 3;
    const code = ((data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16)) >> (bit & 7)) & (2 ** size - 1);
    bit += size;
    if (code === clear) {
      [next, size, previous] = [clear + 2, bits + 1, 0];
      continue;
    }
    if (code === clear + 1) break;
    if (code > next || (code === next && previous === 0)) throw damaged('a code that stands for nothing');
    if (previous > 0 && next < 4096) lengths[next++] = previous + 1;
    if (next === 2 ** size && size < 12) size++;
    previous = lengths[code]!;
    if (previous === 0) throw damaged('a code that stands for nothing');
    pixels += previous;
  }
  return pixels;
}

/** Of a palette whose size these flags tell, if there is one. */
function paletteBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Where a row of blocks that begins there has ended, with one of no length. */
function behindSubBlocks(data: DataView, from: number): number {
  let at = from;
  for (let size = data.getUint8(at); size > 0; size = data.getUint8(at)) at += size + 1;
  return at + 1;
}

function damaged(why: string): ImageProblem {
  return new ImageProblem('unreadable', `The gif is damaged inside (${why}): replace it with a good copy.`);
}
