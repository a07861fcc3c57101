/** The parts of a PNG. */
import { ImageProblem } from './types';

export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** Where it begins in the file, and where the next one does. */
  readonly from: number;
  readonly to: number;
}

/** The chunks of a PNG up to its end or to where it is cut off. */
export function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let from = 8; from + 12 <= bytes.length;) {
    const to = from + 12 + view.getUint32(from);
    if (to > bytes.length) return;
    const type = String.fromCharCode(...bytes.subarray(from + 4, from + 8));
    yield { type, data: bytes.subarray(from + 8, to - 4), from, to };
    if (type === 'IEND') return;
    from = to;
  }
}

/**
 * Checks the sums of the chunks without which there is no picture. A browser does the same; libvips passes over them.
 *
 * @throws ImageProblem 'unreadable' where one is wrong.
 */
export function checkPngChunks(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const { type, from, to } of pngChunks(bytes)) {
    const needed = type[0]! <= 'Z';
    if (needed && crc32(bytes.subarray(from + 4, to - 4)) !== view.getUint32(to - 4)) {
      const detail = `The png is damaged inside (the sum of its part ${type} is wrong): replace it with a good copy.`;
      throw new ImageProblem('unreadable', detail);
    }
  }
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ CRC[(crc ^ bytes[i]!) & 255]!;
  return ~crc >>> 0;
}

/** Chunks of an animation. Without them there is the still picture alone, which need not be its first frame. */
const ANIMATION: ReadonlySet<string> = new Set(['acTL', 'fcTL', 'fdAT']);

/** The still picture of a PNG that moves. Others are given back as they are. */
export function stillPng(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const chunks = [...pngChunks(bytes)];
  if (!chunks.some(({ type }) => type === 'acTL')) return bytes;
  const kept = chunks.filter(({ type }) => !ANIMATION.has(type));
  const still = new Uint8Array(8 + kept.reduce((sum, { from, to }) => sum + to - from, 0));
  still.set(bytes.subarray(0, 8));
  let at = 8;
  for (const { from, to } of kept) {
    still.set(bytes.subarray(from, to), at);
    at += to - from;
  }
  return still;
}
