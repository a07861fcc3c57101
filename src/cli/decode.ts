import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp, type SharpOptions } from 'sharp';
import { firstGifFrame } from '../data/gif';
import { intact } from '../data/intact';
import { checkDimensions, imageKind, MAX_PIXELS } from '../data/sniff';
import { ImageProblem, type DecodeImage } from '../data/types';
import { decodeBmp } from './bmp';
import { colourNumbers } from './colourNumbers';
import { rgbProfile } from './iccProfile';

// One image on each of readImages' lanes; libvips' own threads and cache would only add memory.
sharp.concurrency(1);
sharp.cache(false);

const LIMITS = { failOn: 'truncated', pages: 1, limitInputPixels: MAX_PIXELS } as const;

/** Decodes with sharp (libvips), for Node, to the colours that a browser gives. */
export const decodeWithSharp: DecodeImage = async (bytes, _path, pixels) => {
  try {
    const image = await open(intact(bytes));
    const { width, height } = await image.metadata();
    checkDimensions(width, height);
    const pipeline = image
      .rotate()
      .flatten({ background: 'white' })
      .resize(pixels, pixels, { fit: 'cover', position: 'centre' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' });
    const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels after conversion`);
    return data;
  } catch (error) {
    if (error instanceof ImageProblem) throw error;
    throw problemOf(error);
  }
};

/** The image, most often not yet decoded: JPEG and WebP are shrunk while they are. Its own header is held to the limit again. */
async function open(bytes: Uint8Array<ArrayBuffer>): Promise<Sharp> {
  const kind = imageKind(bytes);
  if (kind === 'bmp') {
    const { data, width, height, profile } = decodeBmp(bytes);
    const image = sharp(data, { ...LIMITS, raw: { width, height, channels: 4 } });
    return profile ? withProfile(image, profile, false) : image;
  }
  if (kind === 'gif') return openGif(bytes);
  const image = sharp(bytes, LIMITS);
  const { space, depth, icc, width, height } = await image.metadata();
  checkDimensions(width, height);
  if (space === 'cmyk' && !icc) return fromInks(bytes);
  const unmanaged = sharp(bytes, { ...LIMITS, ignoreIcc: true }).rotate();
  const numbers = kind && colourNumbers(kind, bytes);
  if (numbers) return withProfile(unmanaged, rgbProfile(numbers.chromaticities, numbers.curve), false);
  // sharp takes 16 bits to Display P3 and leaves them there; of grey it does not heed the profile.
  if (depth === 'ushort' && icc) return withProfile(unmanaged, icc, space === 'grey16');
  return image;
}

/** Of an animation the first frame. What it does not cover is transparent, as in browsers. */
async function openGif(bytes: Uint8Array<ArrayBuffer>): Promise<Sharp> {
  const image = sharp(bytes, LIMITS);
  const { left, top, width, height } = firstGifFrame(bytes);
  const size = await image.metadata();
  checkDimensions(size.width, size.height);
  if (left === 0 && top === 0 && width >= size.width && height >= size.height) return image;
  const { data, info } = await image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  for (let y = 0, alpha = 3; y < info.height; y++) {
    for (let x = 0; x < info.width; x++, alpha += 4) {
      if (x < left || y < top || x >= left + width || y >= top + height) data[alpha] = 0;
    }
  }
  return fromRaw(data, info);
}

/** Inks without a profile, by the plain arithmetic of browsers: libvips would take those of a certain press. */
async function fromInks(bytes: Uint8Array): Promise<Sharp> {
  const inks = sharp(bytes, LIMITS).rotate().pipelineColourspace('cmyk').toColourspace('cmyk');
  const { data, info } = await inks.raw().toBuffer({ resolveWithObject: true });
  const rgb = new Uint8Array(info.width * info.height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const light = 255 - data[from + 3]!;
    for (let c = 0; c < 3; c++) rgb[to + c] = Math.round(((255 - data[from + c]!) * light) / 255);
  }
  return fromRaw(rgb, { ...info, channels: 3 });
}

function fromRaw(
  data: Uint8Array,
  { width, height, channels }: { width: number; height: number; channels: 1 | 2 | 3 | 4 },
): Sharp {
  const options: SharpOptions = { ...LIMITS, raw: { width, height, channels } };
  return sharp(data, options);
}

/** The image in 8 bits, as a PNG with that profile: libvips heeds one in files alone. One for other samples is passed over, as browsers do. */
async function withProfile(image: Sharp, profile: Uint8Array, grey: boolean): Promise<Sharp> {
  const file = await image
    .toColourspace(grey ? 'b-w' : 'srgb')
    .png({ compressionLevel: 0 })
    .toBuffer();
  const space = Buffer.from(profile.subarray(16, 20)).toString('latin1');
  if (space !== (grey ? 'GRAY' : 'RGB ')) return sharp(file, LIMITS);
  const content = Buffer.concat([
    Buffer.from('iCCPprofile\0\0', 'latin1'),
    deflateSync(profile, { level: 1 }),
  ]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length - 4);
  check.writeUInt32BE(crc32(content));
  const afterHeader = 33;
  const parts = [file.subarray(0, afterHeader), length, content, check, file.subarray(afterHeader)];
  return sharp(Buffer.concat(parts), LIMITS);
}

/** libvips tells what is wrong in words only. */
function problemOf(error: unknown): ImageProblem {
  const why = error instanceof Error ? error.message.replaceAll('\n', ' ').trim() : String(error);
  const cutOff = /truncat|premature|end of (file|stream)|not enough data/i.test(why);
  return cutOff
    ? new ImageProblem('truncated', `The end of the image is missing (${why}).`)
    : new ImageProblem('unreadable', `It cannot be decoded (${why}).`);
}
