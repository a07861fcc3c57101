import sharp, { type Sharp } from 'sharp';
import { checkDimensions, imageKind, MAX_PIXELS } from '../data/sniff';
import { ImageProblem, type DecodeImage } from '../data/types';
import { decodeBmp } from './bmp';

// One image on each of readImages' lanes; libvips' own threads and cache would only add memory.
sharp.concurrency(1);
sharp.cache(false);

/** Decodes with sharp (libvips), for Node. BMP, which libvips does not read, is decoded here first. */
export const decodeWithSharp: DecodeImage = async (bytes, _path, pixels) => {
  try {
    const image = open(bytes);
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

/** The image, not yet decoded; JPEG and WebP are shrunk while they are. Its own header is held to the limit again. */
function open(bytes: Uint8Array): Sharp {
  const limits = { failOn: 'truncated', pages: 1, limitInputPixels: MAX_PIXELS } as const;
  if (imageKind(bytes) !== 'bmp') return sharp(bytes, limits);
  const { data, width, height } = decodeBmp(bytes);
  return sharp(data, { ...limits, raw: { width, height, channels: 4 } });
}

/** libvips tells what is wrong in words only. */
function problemOf(error: unknown): ImageProblem {
  const why = error instanceof Error ? error.message.replaceAll('\n', ' ').trim() : String(error);
  const cutOff = /truncat|premature|end of (file|stream)|not enough data|unable to read/i.test(why);
  return cutOff
    ? new ImageProblem('truncated', `The end of the image is missing (${why}).`)
    : new ImageProblem('unreadable', `It cannot be decoded (${why}).`);
}
