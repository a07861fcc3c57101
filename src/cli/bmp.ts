/**
 * Windows bitmaps, which libvips does not read. Ours because the kept npm packages of today misread palettes, odd widths
 * or images stored from the top. Embedded ones (JPEG, PNG) are refused by name.
 */
import { ImageProblem } from '../data/types';

interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** RGBA bytes, [height, width, 4], from the top. */
  readonly data: Uint8Array;
  /** An ICC profile, if the file has one. */
  readonly profile: Uint8Array | null;
}

interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly fromTop: boolean;
  readonly bits: number;
  /** Whether the pixels are in runs: BI_RLE8 or BI_RLE4. */
  readonly runs: boolean;
  /** Where the pixels begin. */
  readonly pixels: number;
  /** BGR entries of `paletteStride` bytes from here on. */
  readonly palette: number;
  readonly paletteStride: number;
  /** Bits of red, green, blue and alpha within a pixel; used with 16 and 32 bits. */
  readonly masks: readonly number[];
}

const UNCOMPRESSED = 0;
/** By the bits of a pixel: in runs. */
const RUNS: Readonly<Record<number, number>> = { 8: 1, 4: 2 };
const BIT_FIELDS = 3;
const CORE_HEADER = 12;
const HEADER_WITH_ALPHA_MASK = 56;
const HEADER_WITH_PROFILE = 124;
const EMBEDDED_PROFILE = 0x4d424544; // 'MBED'

/** Decodes a bitmap with 1, 4, 8, 16, 24 or 32 bits a pixel. Throws an ImageProblem when it is another or cut off. */
export function decodeBmp(bytes: Uint8Array): Bitmap {
  try {
    return decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError)
      throw new ImageProblem('truncated', 'The end of the bmp file is missing.');
    throw error;
  }
}

function decode(file: DataView): Bitmap {
  const header = readHeader(file);
  const { width, height } = header;
  const profile = readProfile(file);
  if (header.runs) return { width, height, data: decodeRuns(file, header), profile };
  const rowBytes = Math.ceil((width * header.bits) / 32) * 4;
  // Before anything is allocated: a header may promise what is not there.
  if (header.pixels + rowBytes * height > file.byteLength) throw new RangeError('pixels are missing');
  const data = new Uint8Array(width * height * 4);
  const colourAt = colourReader(file, header);
  for (let y = 0; y < height; y++) {
    const row = header.pixels + (header.fromTop ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) colourAt(row, x, data, (y * width + x) * 4);
  }
  return { width, height, data, profile };
}

/** What no run covers stays transparent. */
function decodeRuns(file: DataView, header: BmpHeader): Uint8Array {
  const { width, height, bits, fromTop, palette, paletteStride } = header;
  const data = new Uint8Array(width * height * 4);
  let [x, y, at] = [0, 0, header.pixels];
  const put = (index: number): void => {
    const row = fromTop ? y : height - 1 - y;
    if (x < width && y < height) copyBgr(file, palette + index * paletteStride, data, (row * width + x) * 4);
    x++;
  };
  const indexAt = (from: number, i: number): number => {
    const byte = file.getUint8(from + (bits === 8 ? i : i >> 1));
    return bits === 8 ? byte : (i & 1) === 0 ? byte >> 4 : byte & 15;
  };
  for (;;) {
    const [count, code] = [file.getUint8(at), file.getUint8(at + 1)];
    at += 2;
    if (count > 0) for (let i = 0; i < count; i++) put(indexAt(at - 1, bits === 8 ? 0 : i & 1));
    else if (code === 0) [x, y] = [0, y + 1];
    else if (code === 1) return data;
    else if (code === 2) [x, y, at] = [x + file.getUint8(at), y + file.getUint8(at + 1), at + 2];
    else {
      for (let i = 0; i < code; i++) put(indexAt(at, i));
      at += 2 * Math.ceil((code * bits) / 16); // to a whole word
    }
  }
}

function readProfile(file: DataView): Uint8Array | null {
  if (file.getUint32(14, true) < HEADER_WITH_PROFILE || file.getUint32(70, true) !== EMBEDDED_PROFILE)
    return null;
  const [from, length] = [14 + file.getUint32(126, true), file.getUint32(130, true)];
  if (length < 128 || from + length > file.byteLength) return null; // none that can be read
  return new Uint8Array(file.buffer, file.byteOffset + from, length);
}

function readHeader(file: DataView): BmpHeader {
  const size = file.getUint32(14, true);
  const core = size === CORE_HEADER;
  const signedHeight = core ? file.getUint16(20, true) : file.getInt32(22, true);
  const bits = file.getUint16(core ? 24 : 28, true);
  const compression = core ? UNCOMPRESSED : file.getUint32(30, true);
  const fields = compression === BIT_FIELDS;
  const runs = !core && compression === RUNS[bits];
  const known = compression === UNCOMPRESSED || runs || (fields && bits >= 16);
  if (![1, 4, 8, 16, 24, 32].includes(bits) || !known) {
    const detail = `BMP with ${bits} bits and compression ${compression} is not read: convert it to PNG.`;
    throw new ImageProblem('unreadable', detail);
  }
  const mask = (i: number): number => file.getUint32(54 + 4 * i, true);
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f, 0] : [0xff0000, 0xff00, 0xff, 0];
  return {
    width: core ? file.getUint16(18, true) : file.getInt32(18, true),
    height: Math.abs(signedHeight),
    fromTop: signedHeight < 0,
    bits,
    runs,
    pixels: file.getUint32(10, true),
    palette: 14 + size,
    paletteStride: core ? 3 : 4,
    masks: fields ? [mask(0), mask(1), mask(2), size >= HEADER_WITH_ALPHA_MASK ? mask(3) : 0] : usual,
  };
}

/** Writes the colour of pixel x of the row that begins at a byte: RGBA. */
type ReadColour = (row: number, x: number, out: Uint8Array, at: number) => void;

function colourReader(file: DataView, header: BmpHeader): ReadColour {
  if (header.bits === 24) return (row, x, out, at) => copyBgr(file, row + 3 * x, out, at);
  return header.bits > 8 ? maskedReader(file, header) : paletteReader(file, header);
}

function paletteReader(file: DataView, { bits, palette, paletteStride }: BmpHeader): ReadColour {
  return (row, x, out, at) => {
    const byte = file.getUint8(row + ((x * bits) >> 3));
    const index = (byte >> (8 - bits - ((x * bits) & 7))) & ((1 << bits) - 1);
    copyBgr(file, palette + index * paletteStride, out, at);
  };
}

function maskedReader(file: DataView, { bits, masks }: BmpHeader): ReadColour {
  const channels = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, scale: 255 / (mask >>> shift || 1) };
  });
  return (row, x, out, at) => {
    const pixel = bits === 16 ? file.getUint16(row + 2 * x, true) : file.getUint32(row + 4 * x, true);
    channels.forEach(({ mask, shift, scale }, c) => {
      out[at + c] = Math.round(((pixel & mask) >>> shift) * scale);
    });
    if (masks[3] === 0) out[at + 3] = 255;
  };
}

function copyBgr(file: DataView, from: number, out: Uint8Array, at: number): void {
  out[at] = file.getUint8(from + 2);
  out[at + 1] = file.getUint8(from + 1);
  out[at + 2] = file.getUint8(from);
  out[at + 3] = 255;
}
