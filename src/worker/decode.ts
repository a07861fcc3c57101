import { messageOf } from '../base/messageOf';
import { checkDimensions } from '../data/sniff';
import { ImageProblem, type DecodeImage } from '../data/types';

/** Decodes with the browser's own decoders, in a worker. */
export const decodeInBrowser: DecodeImage = async (bytes, path, pixels) => {
  const bitmap = await decodeBitmap(bytes, path);
  try {
    checkDimensions(bitmap.width, bitmap.height);
    return drawSquare(bitmap, pixels);
  } finally {
    bitmap.close();
  }
};

async function decodeBitmap(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<ImageBitmap> {
  try {
    // Without a type the browser judges by content, as checkImage did.
    return await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' });
  } catch (error) {
    const why = messageOf(error);
    throw new ImageProblem('unreadable', `The browser cannot decode ${path.split('/').at(-1)}: ${why}`);
  }
}

/** The centre square on white, RGB bytes [pixels, pixels, 3]. */
function drawSquare(bitmap: ImageBitmap, pixels: number): Uint8Array {
  let source: CanvasImageSource = bitmap;
  let side = Math.min(bitmap.width, bitmap.height);
  let x = (bitmap.width - side) / 2;
  let y = (bitmap.height - side) / 2;
  // Browsers differ in how well one big step down is filtered: halving first makes all of them average. At one half
  // 'low', that is bilinear, takes the mean of four pixels, and a fraction of the time of 'high'.
  while (side >= pixels * 4) {
    const half = Math.ceil(side / 2);
    source = draw(source, { x, y, side }, half, 'low').canvas;
    [side, x, y] = [half, 0, 0];
  }
  const rgba = draw(source, { x, y, side }, pixels, 'high').getImageData(0, 0, pixels, pixels).data;
  return withoutAlpha(rgba);
}

/** Draws a square of `source` on a white canvas of `to` pixels a side. */
function draw(
  source: CanvasImageSource,
  { x, y, side }: { x: number; y: number; side: number },
  to: number,
  quality: ImageSmoothingQuality,
): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(to, to).getContext('2d', { alpha: false, willReadFrequently: true });
  if (!context) throw new Error('The browser gives no 2D canvas in a worker: update it or choose another.');
  context.fillStyle = 'white';
  context.fillRect(0, 0, to, to);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = quality;
  context.drawImage(source, x, y, side, side, 0, 0, to, to);
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
