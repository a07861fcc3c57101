/** PNG files by hand: of every depth and colour type, with any chunks, and damaged ones. */
import { deflateSync } from 'node:zlib';

export const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

const COLOUR_TYPES = { grey: 0, rgb: 2, palette: 3, 'grey-alpha': 4, rgba: 6 } as const;

export interface PngForm {
  readonly width: number;
  readonly height: number;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  readonly type: keyof typeof COLOUR_TYPES;
  /** The samples of a pixel, each of `depth` bits. */
  readonly at: (x: number, y: number) => readonly number[];
  /** Chunks before the pixels. */
  readonly chunks?: readonly Uint8Array[];
  readonly interlaced?: boolean;
}

/** Where each pass of Adam7 begins, and its steps. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export function png({ width, height, depth, type, at, chunks = [], interlaced = false }: PngForm): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, COLOUR_TYPES[type], 0, 0, Number(interlaced)], 8);
  const rows: Buffer[] = [];
  for (const [x0, y0, dx, dy] of interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const)) {
    for (let y = y0; y < height; y += dy) {
      const samples: number[] = [];
      for (let x = x0; x < width; x += dx) samples.push(...at(x, y));
      if (samples.length > 0) rows.push(packed(samples, depth));
    }
  }
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    ...chunks,
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One row of samples without a filter. */
function packed(samples: readonly number[], depth: number): Buffer {
  const row = Buffer.alloc(1 + Math.ceil((samples.length * depth) / 8));
  samples.forEach((sample, i) => {
    if (depth === 16) row.writeUInt16BE(sample, 1 + 2 * i);
    else row[1 + ((i * depth) >> 3)]! |= sample << (8 - depth - ((i * depth) & 7));
  });
  return row;
}

export function chunk(type: string, data: Uint8Array): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(content.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  bytes.set(content, 4);
  bytes.writeUInt32BE(crc32(content), bytes.length - 4);
  return bytes;
}

/** An ICC profile. */
export function iccp(profile: Uint8Array): Buffer {
  return chunk('iCCP', Buffer.concat([Buffer.from('p\0\0', 'latin1'), deflateSync(profile)]));
}

/** In units of 1/100,000: gAMA with one number, cHRM with eight. */
export function hundredThousandths(type: 'gAMA' | 'cHRM', ...values: readonly number[]): Buffer {
  const data = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => data.writeUInt32BE(value, 4 * i));
  return chunk(type, data);
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
