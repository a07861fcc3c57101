/** RGB in [−1, 1] to opaque RGBA bytes, one after another. */
export function toRgba(rgb: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4);
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = (rgb[from]! + 1) * 127.5;
    rgba[to + 1] = (rgb[from + 1]! + 1) * 127.5;
    rgba[to + 2] = (rgb[from + 2]! + 1) * 127.5;
    rgba[to + 3] = 255;
  }
  return rgba;
}
