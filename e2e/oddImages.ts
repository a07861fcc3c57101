/**
 * Images as folders really hold them, made here. The page and the command line must take the same ones, the right way
 * up, and give the same reasons for the others.
 */
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import type { SkipReason } from '../src/data/types';

export interface OddImage {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What becomes of it. What is taken shows red above blue. */
  readonly expected: 'taken' | SkipReason;
}

const SIDE = 61; // odd, so that rows of bitmaps need padding
const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;

/** The upper half red, the lower blue. */
function flag(side = SIDE): Sharp {
  const bytes = Buffer.alloc(side * side * 3);
  for (let i = 0; i < side * side; i++) bytes.set(i < (side * side) / 2 ? RED : BLUE, i * 3);
  return sharp(bytes, { raw: { width: side, height: side, channels: 3 } });
}

export async function oddImages(): Promise<OddImage[]> {
  const png = await flag().png().toBuffer();
  const taken = {
    '16 bits.png': await flag().toColourspace('rgb16').png().toBuffer(),
    'print.jpg': await flag().toColourspace('cmyk').jpeg().toBuffer(),
    'large print.jpg': await flag(900).toColourspace('cmyk').jpeg().toBuffer(),
    'large progressive.jpg': await flag(900).jpeg({ progressive: true }).toBuffer(),
    'large 444.jpg': await flag(900).jpeg({ chromaSubsampling: '4:4:4' }).toBuffer(),
    'moving.gif': await (await animation()).gif().toBuffer(),
    'moving.webp': await (await animation()).webp({ lossless: true }).toBuffer(),
    'palette.png': await flag().png({ palette: true, colours: 4 }).toBuffer(),
    'interlaced.png': await flag().png({ progressive: true }).toBuffer(),
    'says gif, is png.gif': png,
    'no extension': png,
    'é\u0301 日本 🎈\u200d\u202ennn 100%#?.png': png,
    ...(await turned()),
    ...bitmaps(),
  };
  const refused: [string, Uint8Array, SkipReason][] = [
    ['bomb.png', bomb(30_000), 'too large'],
    ['half.png', png.subarray(0, png.length / 2), 'truncated'],
    ['half.jpg', firstHalf(await flag(200).jpeg().toBuffer()), 'truncated'],
    ['half.bmp', firstHalf(bitmap({ bits: 24 })), 'truncated'],
    ['header only.webp', (await flag().webp().toBuffer()).subarray(0, 20), 'truncated'],
    ['nothing.jpg', new Uint8Array(), 'empty'],
    ['text.png', Buffer.from('GIF, PNG or JPEG? No picture at all.'), 'not an image'],
    ['scan.tif', await flag().tiff().toBuffer(), 'unreadable'],
    ['garbled.png', garbled(png), 'unreadable'],
    ['dot.png', await flag(8).png().toBuffer(), 'too small'],
  ];
  return [
    ...Object.entries(taken).map(([name, bytes]) => ({ name, bytes, expected: 'taken' as const })),
    ...refused.map(([name, bytes, expected]) => ({ name, bytes, expected })),
  ];
}

/** The second frame is black. */
async function animation(): Promise<Sharp> {
  const frames = await Promise.all([flag().png().toBuffer(), flag().linear(0, 0).png().toBuffer()]);
  return sharp(frames, { join: { animated: true } });
}

/** Stored turned by quarters, with the note in EXIF that turns them back. */
async function turned(): Promise<Record<string, Uint8Array>> {
  const stored = { 3: 180, 6: 270, 8: 90 };
  const files: Record<string, Uint8Array> = {};
  for (const [orientation, angle] of Object.entries(stored)) {
    // The larger ones are shrunk while they are decoded.
    for (const side of [SIDE, 900]) {
      const pixels = await flag(side).rotate(angle).png().toBuffer();
      files[`turned ${orientation} ${side}.jpg`] = await sharp(pixels)
        .withMetadata({ orientation: Number(orientation) })
        .jpeg()
        .toBuffer();
    }
  }
  return files;
}

/** A whole and valid PNG of a few hundred kilobytes: black, one bit a pixel, `side` pixels a side. */
function bomb(side: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(side * (1 + Math.ceil(side / 8))), { level: 1 });
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const content = Buffer.concat([Buffer.from(type), data]);
  const bytes = Buffer.alloc(content.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  bytes.set(content, 4);
  bytes.writeUInt32BE(crc32(content), bytes.length - 4);
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** Whole by its header and its end, with nonsense between. */
function garbled(png: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(png);
  return bytes.fill(0xaa, 41, bytes.length - 12);
}

function firstHalf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}

interface BitmapForm {
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32;
  readonly fromTop?: boolean;
  /** Bit masks of red, green and blue. */
  readonly masks?: readonly number[];
}

function bitmaps(): Record<string, Uint8Array> {
  return {
    '1 bit.bmp': bitmap({ bits: 1 }),
    '4 bits.bmp': bitmap({ bits: 4 }),
    '8 bits.bmp': bitmap({ bits: 8 }),
    '555.bmp': bitmap({ bits: 16 }),
    '565.bmp': bitmap({ bits: 16, masks: [0xf800, 0x7e0, 0x1f] }),
    '24 bits.bmp': bitmap({ bits: 24 }),
    '24 bits from the top.bmp': bitmap({ bits: 24, fromTop: true }),
    '32 bits.bmp': bitmap({ bits: 32 }),
  };
}

/** A Windows bitmap of the flag, by hand: nothing here writes them. */
function bitmap({ bits, fromTop = false, masks }: BitmapForm): Uint8Array {
  const palette = bits <= 8 ? [BLUE, RED] : [];
  const begin = 54 + 4 * palette.length + (masks ? 12 : 0);
  const rowBytes = Math.ceil((SIDE * bits) / 32) * 4;
  const file = Buffer.alloc(begin + rowBytes * SIDE);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(begin, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(SIDE, 18);
  file.writeInt32LE(fromTop ? -SIDE : SIDE, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(masks ? 3 : 0, 30);
  file.writeUInt32LE(palette.length, 46);
  masks?.forEach((mask, i) => file.writeUInt32LE(mask, 54 + 4 * i));
  palette.forEach(([r, g, b], i) => file.set([b, g, r, 0], 54 + 4 * i));
  const [red] = masks ?? (bits === 16 ? [0x7c00] : [0xff0000]);
  for (let y = 0; y < SIDE; y++) {
    const row = begin + (fromTop ? y : SIDE - 1 - y) * rowBytes;
    const above = y * 2 < SIDE;
    for (let x = 0; x < SIDE; x++) {
      if (bits <= 8) file[row + ((x * bits) >> 3)]! |= Number(above) << (8 - bits - ((x * bits) & 7));
      else file.writeUIntLE(above ? red! : bits === 16 ? 0x1f : 0xff, row + (x * bits) / 8, bits / 8);
    }
  }
  return file;
}
