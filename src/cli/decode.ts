import sharp from 'sharp';
import { checkDimensions, imageKind } from '../data/sniff';
import { ImageProblem, type DecodeImage } from '../data/types';

// One image on each of readImages' lanes; libvips' own threads and cache would only add memory.
sharp.concurrency(1);
sharp.cache(false);

/** Decodes with sharp (libvips), for Node. BMP, which libvips does not read, is refused as 'unreadable'. */
export const decodeWithSharp: DecodeImage = async (bytes, _path, pixels) => {
  if (imageKind(bytes) === 'bmp') {
    throw new ImageProblem('unreadable', 'BMP is read in the page only: convert it to PNG.');
  }
  const image = sharp(bytes, { failOn: 'truncated', pages: 1 });
  try {
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

/** libvips tells what is wrong in words only. */
function problemOf(error: unknown): ImageProblem {
  const why = error instanceof Error ? error.message.replaceAll('\n', ' ').trim() : String(error);
  const cutOff = /truncat|premature|end of (file|stream)|not enough data|unable to read/i.test(why);
  return cutOff
    ? new ImageProblem('truncated', `The end of the image is missing (${why}).`)
    : new ImageProblem('unreadable', `It cannot be decoded (${why}).`);
}
