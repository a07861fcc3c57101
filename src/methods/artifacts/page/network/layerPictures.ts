/** Layers of a trace as pictures. */
import type { Traced, TracedLayer } from '../asked';

const COLOURED: readonly Traced[] = ['x', 'corrupt'];

export function isColoured({ layer }: TracedLayer): boolean {
  return COLOURED.includes(layer);
}

/** How many pictures a layer has: one in colour, or one for each channel that is shown. */
export function pictureCount(layer: TracedLayer): number {
  return isColoured(layer) ? 1 : layer.channels.length;
}

/**
 * The k-th picture, RGBA [h, w, 4]: colours as they are, the predicted mask from 0 to 1, and any other channel from its
 * least value (black) to its largest (white).
 */
export function layerPicture(layer: TracedLayer, k: number): Uint8ClampedArray<ArrayBuffer> {
  const [h, w] = layer.shape;
  const rgba = new Uint8ClampedArray(4 * h * w).fill(255);
  const channel = (c: number) => layer.values.subarray(c * h * w, (c + 1) * h * w);
  const paint = (values: Float32Array, least: number, most: number, to: readonly number[]): void => {
    const scale = 255 / (most - least || 1);
    values.forEach((value, i) => {
      for (const c of to) rgba[4 * i + c] = (value - least) * scale;
    });
  };
  if (isColoured(layer)) for (const c of [0, 1, 2]) paint(channel(c), -1, 1, [c]);
  else if (layer.layer === 'mask') paint(channel(0), 0, 1, [0, 1, 2]);
  else paint(channel(k), Math.min(...channel(k)), Math.max(...channel(k)), [0, 1, 2]);
  return rgba;
}

/** One value of a layer, by picture, row and column; of a picture in colour its three. */
export function valuesAt(layer: TracedLayer, k: number, row: number, column: number): number[] {
  const [h, w] = layer.shape;
  const at = (c: number) => layer.values[(c * h + row) * w + column]!;
  return isColoured(layer) ? [0, 1, 2].map(at) : [at(k)];
}

export interface PixelRange {
  readonly from: number;
  readonly to: number;
}

/** The pixels that a row or column of a layer depends on, cut off at the border; null where that has no meaning. */
export function seenPixels({ field }: TracedLayer, at: number, pixels: number): PixelRange | null {
  if (!field) return null;
  const from = field.start + at * field.stride;
  return { from: Math.max(0, from), to: Math.min(pixels, from + field.size) - 1 };
}
