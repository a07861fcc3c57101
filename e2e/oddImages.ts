/**
 * Images as folders really hold them, made here. The page and the command line must take the same ones, the right way
 * up, and give the same reasons for the others.
 */
import { deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { Random } from '../src/base/random';
import type { SkipReason } from '../src/data/types';
import { bitmap } from './pictures/bmp';
import { gif } from './pictures/gif';
import { damagedWithin, withRestarts } from './pictures/jpeg';
import { chunk, PNG_SIGNATURE } from './pictures/png';

export interface OddImage {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** What becomes of it. What is taken shows red above blue. */
  readonly expected: 'taken' | SkipReason;
}

const SIDE = 61;
const JUNK = Buffer.from('added by a server on its way');
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
  const bmp = bitmap({ width: SIDE, height: SIDE, bits: 24, at: () => RED });
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
    'no end mark.jpg': (await flag().jpeg().toBuffer()).subarray(0, -2),
    'no end mark.png': png.subarray(0, -12),
    'junk behind.jpg': Buffer.concat([await flag().jpeg().toBuffer(), JUNK]),
    'junk behind.png': Buffer.concat([png, JUNK]),
    'junk behind.avif': Buffer.concat([await flag().avif().toBuffer(), JUNK]),
    'filled up.jpg': filledUp(await flag().jpeg().toBuffer()),
  };
  const refused: [string, Uint8Array, SkipReason][] = [
    ['bomb.png', bomb(30_000), 'too large'],
    ['half.png', png.subarray(0, png.length / 2), 'truncated'],
    ['half.jpg', firstHalf(await flag(200).jpeg().toBuffer()), 'truncated'],
    ['half.bmp', firstHalf(bmp), 'truncated'],
    ['header only.webp', (await flag().webp().toBuffer()).subarray(0, 20), 'truncated'],
    ['nothing.jpg', new Uint8Array(), 'empty'],
    ['text.png', Buffer.from('GIF, PNG or JPEG? No picture at all.'), 'not an image'],
    ['scan.tif', await flag().tiff().toBuffer(), 'unreadable'],
    ['garbled.png', garbled(png), 'unreadable'],
    ['dot.png', await flag(8).png().toBuffer(), 'too small'],
    ...(await damaged()).map(
      ([name, bytes]) => [name, bytes, 'unreadable'] as [string, Uint8Array, SkipReason],
    ),
    ['arithmetic.jpg', arithmetic(await flag().jpeg().toBuffer()), 'unreadable'],
    ['hdr.png', hdr(png), 'unreadable'],
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
  return Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Whole by its header and its end, with nonsense between. */
function garbled(png: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(png);
  return bytes.fill(0xaa, 41, bytes.length - 12);
}

function firstHalf(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}

/** Whole by their headers and end marks, with noise or zeros between, which decoders make something of. */
export async function damaged(): Promise<[name: string, bytes: Uint8Array][]> {
  const forms = {
    baseline: photo().jpeg({ quality: 90 }),
    progressive: photo().jpeg({ quality: 90, progressive: true }),
    grey: photo().greyscale().jpeg({ quality: 90 }),
    fine: photo().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }),
  };
  const files: [string, Uint8Array][] = [];
  for (const [form, picture] of Object.entries(forms)) {
    const whole = await picture.toBuffer();
    files.push([`noise in ${form}.jpg`, damagedWithin(whole, 'noise')]);
    files.push([`zeros in ${form}.jpg`, damagedWithin(whole, 'zeros')]);
    files.push([`a piece lost of ${form}.jpg`, damagedWithin(whole, 'lost')]);
  }
  const restarts = withRestarts();
  const second = restarts.indexOf(Buffer.of(0xff, 0xd1));
  files.push([
    'a restart mark lost.jpg',
    Buffer.concat([restarts.subarray(0, second), restarts.subarray(second + 2)]),
  ]);
  const moving = gif({
    ...{ width: SIDE, height: SIDE, palette: [RED, BLUE] },
    frames: [{ left: 0, top: 0, width: SIDE, height: SIDE, at: (_, y) => Number(2 * y > SIDE) }],
  });
  files.push([
    'zeros within.gif',
    Buffer.from(moving).fill(0, moving.length >> 1, (moving.length >> 1) + 300),
  ]);
  const png = Buffer.from(await flag().png().toBuffer());
  png[png.length - 13]! ^= 1; // the sum of the pixels
  files.push(['wrong sum.png', png]);
  return files;
}

/** Whole pictures of the same forms, which no check may refuse. */
export function photo(width = 300, height = 200): Sharp {
  const bytes = Buffer.alloc(width * height * 3);
  const random = new Random(5);
  for (let i = 0; i < bytes.length; i++) {
    const wave = 60 * Math.sin(i / 700) + 40 * Math.cos(i / (11 * width));
    bytes[i] = 128 + wave + random.between(-20, 20);
  }
  return sharp(bytes, { raw: { width, height, channels: 3 } });
}

/** A plain JPEG that says of itself that it is coded in another way. */
function arithmetic(jpeg: Buffer): Uint8Array {
  const bytes = Buffer.from(jpeg);
  bytes[bytes.indexOf(Buffer.of(0xff, 0xc0)) + 1] = 0xc9;
  return bytes;
}

/** With the fill bytes before its end mark that some cameras write. */
function filledUp(jpeg: Buffer): Uint8Array {
  return Buffer.concat([jpeg.subarray(0, -2), Buffer.of(0xff, 0xff, 0xff), jpeg.subarray(-1)]);
}

/** Whose colours are told to be of BT.2100 PQ. */
function hdr(png: Buffer): Uint8Array {
  return Buffer.concat([png.subarray(0, 33), chunk('cICP', Buffer.of(9, 16, 0, 1)), png.subarray(33)]);
}
