/** Pictures as bytes, the same for a canvas and for a PNG. */
import { heatColour } from '../../base/heatColour';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGBA, [height, width, 4]. */
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

/** A picture whose pixels are told by their index; colours in 0…255. */
export function paint(
  width: number,
  height: number,
  colour: (pixel: number) => readonly [red: number, green: number, blue: number],
): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    rgba.set(colour(pixel), pixel * 4);
    rgba[pixel * 4 + 3] = 255;
  }
  return { width, height, rgba };
}

/** RGB with values in [low, high] to opaque RGBA bytes, one pixel after another; by default the networks' [−1, 1]. */
export function toRgba(rgb: Float32Array, low = -1, high = 1): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4);
  const scale = 255 / (high - low);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = (rgb[from]! - low) * scale;
    rgba[to + 1] = (rgb[from + 1]! - low) * scale;
    rgba[to + 2] = (rgb[from + 2]! - low) * scale;
    rgba[to + 3] = 255;
  }
  return rgba;
}

/** RGB [side, side, 3] with values in [low, high] as a picture. */
export function rgbPicture(rgb: Float32Array, low = -1, high = 1): Picture {
  const side = Math.sqrt(rgb.length / 3);
  return { width: side, height: side, rgba: toRgba(rgb, low, high) };
}

/** Signed RGB values as a picture with grey for 0 and the largest magnitude at full contrast: gradients, differences. */
export function signedPicture(rgb: Float32Array): Picture {
  const largest = rgb.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return rgbPicture(rgb, -largest, largest);
}

/** Values [h, w] in [0, 1] from black over red and yellow to white. */
export function heatPicture(values: Float32Array, width: number): Picture {
  return paint(width, values.length / width, (pixel) => heatColour(values[pixel]!));
}

/** A picture in grey under a map of its own size with values in [0, 1]; at 1 only the heat shows by two thirds. */
export function overlay(picture: Picture, heat: Float32Array): Picture {
  const { width, height, rgba } = picture;
  return paint(width, height, (pixel) => {
    const share = (2 / 3) * Math.min(1, Math.max(0, heat[pixel]!));
    // Luma of ITU-R BT.601.
    const grey = 0.299 * rgba[pixel * 4]! + 0.587 * rgba[pixel * 4 + 1]! + 0.114 * rgba[pixel * 4 + 2]!;
    const [red, green, blue] = heatColour(heat[pixel]!);
    const mix = (colour: number): number => (1 - share) * grey + share * Math.min(255, Math.max(0, colour));
    return [mix(red), mix(green), mix(blue)];
  });
}

/** A square map [side, side] enlarged to [target, target], bilinear with half-pixel centres. */
export function enlarge(map: Float32Array, target: number): Float32Array {
  const side = Math.sqrt(map.length);
  const taps = Array.from({ length: target }, (_, i) => {
    const centre = Math.min(side - 1, Math.max(0, ((i + 0.5) * side) / target - 0.5));
    const first = Math.min(Math.floor(centre), Math.max(0, side - 2));
    return { first, next: Math.min(first + 1, side - 1), share: centre - first };
  });
  return Float32Array.from({ length: target * target }, (_, pixel) => {
    const y = taps[Math.floor(pixel / target)]!;
    const x = taps[pixel % target]!;
    const along = (row: number): number =>
      map[row * side + x.first]! * (1 - x.share) + map[row * side + x.next]! * x.share;
    return along(y.first) * (1 - y.share) + along(y.next) * y.share;
  });
}

/** Divided by its largest value: in [0, 1] for values of at least 0; all 0 stays so. */
export function relativeToLargest(values: Float32Array): Float32Array<ArrayBuffer> {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  return Float32Array.from(values, (value) => (largest > 0 ? value / largest : 0));
}

/** Pictures of one size in rows of `columns`, `gap` white pixels between them. */
export function sheet(pictures: readonly Picture[], columns: number, gap = 1): Picture {
  const [first] = pictures;
  if (!first) throw new RangeError('A sheet needs at least one picture.');
  const stepX = first.width + gap;
  const stepY = first.height + gap;
  const width = Math.min(columns, pictures.length) * stepX - gap;
  const height = Math.ceil(pictures.length / columns) * stepY - gap;
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [i, picture] of pictures.entries()) {
    const left = (i % columns) * stepX;
    const top = Math.floor(i / columns) * stepY;
    for (let y = 0; y < picture.height; y++) {
      const row = picture.rgba.subarray(y * picture.width * 4, (y + 1) * picture.width * 4);
      rgba.set(row, ((top + y) * width + left) * 4);
    }
  }
  return { width, height, rgba };
}
