import { messageOf } from '../base/messageOf';
import { intact } from '../data/intact';
import { webpOrientation, type Orientation } from '../data/exifOrientation';
import { stillPng } from '../data/pngChunks';
import { checkDimensions, imageKind, checkImage } from '../data/sniff';
import { ImageProblem, type DecodeImage } from '../data/types';

/** A decoded picture. */
interface Picture {
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
  /** How it is still to be turned. */
  readonly orientation: Orientation;
  close(): void;
}

/** Decodes with the browser's own decoders, in a worker. */
export const decodeInBrowser: DecodeImage = async (bytes, path, pixels) => {
  const picture = await decodePicture(bytes, pixels).catch((error: unknown) => {
    if (error instanceof ImageProblem) throw error;
    const name = path.split('/').at(-1);
    throw new ImageProblem('unreadable', `The browser cannot decode ${name}: ${messageOf(error)}`);
  });
  try {
    return drawSquare(picture, pixels);
  } finally {
    picture.close();
  }
};

async function decodePicture(given: Uint8Array<ArrayBuffer>, pixels: number): Promise<Picture> {
  const bytes = intact(given);
  const { width, height } = checkImage(bytes);
  const shrink = [8, 4, 2].find((factor) => Math.min(width, height) / factor >= 2 * pixels);
  switch (imageKind(bytes)) {
    case 'jpeg':
      return shrink !== undefined && canShrink()
        ? decodeShrunk(bytes, Math.ceil(width / shrink), Math.ceil(height / shrink))
        : decodeWhole(bytes);
    case 'png':
      return decodeWhole(stillPng(bytes));
    case 'webp':
      // Some browsers turn a WebP as its EXIF says, others leave it.
      return decodeWhole(bytes, { imageOrientation: 'none' }, webpOrientation(bytes));
    default:
      return decodeWhole(bytes);
  }
}

/** Frames turn as EXIF says only where they know of rotation. */
function canShrink(): boolean {
  return 'ImageDecoder' in self && 'rotation' in VideoFrame.prototype;
}

/**
 * A JPEG at 1/2, 1/4 or 1/8 of its size, which leaves out most of the work and of the memory: 12 megapixels take a
 * seventh of the time.
 */
async function decodeShrunk(
  data: BufferSource,
  desiredWidth: number,
  desiredHeight: number,
): Promise<Picture> {
  const decoder = new ImageDecoder({ data, type: 'image/jpeg', desiredWidth, desiredHeight });
  try {
    const { image } = await decoder.decode();
    const { displayWidth: width, displayHeight: height } = image;
    return { source: image, width, height, orientation: 1, close: () => image.close() };
  } finally {
    decoder.close();
  }
}

async function decodeWhole(
  bytes: Uint8Array<ArrayBuffer>,
  options: ImageBitmapOptions = { imageOrientation: 'from-image' },
  orientation: Orientation = 1,
): Promise<Picture> {
  // Without a type the browser judges by content, as checkImage did.
  const bitmap = await createImageBitmap(new Blob([bytes]), options);
  const { width, height } = bitmap;
  try {
    checkDimensions(width, height); // of what was decoded: a header may lie
  } catch (error) {
    bitmap.close();
    throw error;
  }
  return { source: bitmap, width, height, orientation, close: () => bitmap.close() };
}

/** The centre square on white, RGB bytes [pixels, pixels, 3]. */
function drawSquare(picture: Picture, pixels: number): Uint8Array {
  let { source } = picture;
  let side = Math.min(picture.width, picture.height);
  let x = (picture.width - side) / 2;
  let y = (picture.height - side) / 2;
  // Browsers differ in how well one big step down is filtered: halving first makes all of them average. At one half
  // 'low', that is bilinear, takes the mean of four pixels, and a fraction of the time of 'high'.
  while (side >= pixels * 4) {
    const half = Math.ceil(side / 2);
    source = draw(source, { x, y, side }, half, 'low').canvas;
    [side, x, y] = [half, 0, 0];
  }
  const drawn = draw(source, { x, y, side }, pixels, 'high');
  const upright = picture.orientation === 1 ? drawn : turn(drawn.canvas, picture.orientation);
  return withoutAlpha(upright.getImageData(0, 0, pixels, pixels).data);
}

/** Where each orientation takes the pixel at (x, y) of a square of side 1: (a x + c y + e, b x + d y + f). */
const TURNS: Readonly<Record<Orientation, readonly [number, number, number, number, number, number]>> = {
  1: [1, 0, 0, 1, 0, 0],
  2: [-1, 0, 0, 1, 1, 0],
  3: [-1, 0, 0, -1, 1, 1],
  4: [1, 0, 0, -1, 0, 1],
  5: [0, 1, 1, 0, 0, 0],
  6: [0, 1, -1, 0, 1, 0],
  7: [0, -1, -1, 0, 1, 1],
  8: [0, -1, 1, 0, 0, 1],
};

/** The centre square is turned: the centre of a picture stays where it is. */
function turn(square: OffscreenCanvas, orientation: Orientation): OffscreenCanvasRenderingContext2D {
  const context = contextOf(square.width);
  const [a, b, c, d, e, f] = TURNS[orientation];
  context.setTransform(a, b, c, d, e * square.width, f * square.width);
  context.drawImage(square, 0, 0);
  return context;
}

/** Draws a square of `source` on a white canvas of `to` pixels a side. */
function draw(
  source: CanvasImageSource,
  { x, y, side }: { x: number; y: number; side: number },
  to: number,
  quality: ImageSmoothingQuality,
): OffscreenCanvasRenderingContext2D {
  const context = contextOf(to);
  context.fillStyle = 'white';
  context.fillRect(0, 0, to, to);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = quality;
  context.drawImage(source, x, y, side, side, 0, 0, to, to);
  return context;
}

function contextOf(side: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(side, side).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (!context) throw new Error('The browser gives no 2D canvas in a worker: update it or choose another.');
  return context;
}

function withoutAlpha(rgba: Uint8ClampedArray): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return rgb;
}
