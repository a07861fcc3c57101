/** Drop masks as pictures and outlines. */
import { maskColour } from '../../../../base/maskColour';

/**
 * Probabilities that cells were kept, as a picture from dark (0, dropped) to light (1, kept).
 *
 * @param kept [cells · cells], in [0, 1]; Ω itself is the case of 0 and 1.
 * @returns RGBA bytes, [cells, cells, 4].
 */
export function maskPicture(kept: Uint8Array | Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(kept.length * 4);
  for (let i = 0; i < kept.length; i++) {
    rgba.set(maskColour(kept[i]!), 4 * i);
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}

/** An SVG path around the dropped regions of Ω, in units of cells: the edges between kept and dropped. */
export function dropOutline(mask: Uint8Array, cells: number): string {
  const dropped = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < cells && y < cells && mask[y * cells + x] === 0;
  let path = '';
  for (let y = 0; y <= cells; y++)
    for (let x = 0; x <= cells; x++) {
      if (dropped(x, y) !== dropped(x - 1, y)) path += `M${x} ${y}v1`;
      if (dropped(x, y) !== dropped(x, y - 1)) path += `M${x} ${y}h1`;
    }
  return path;
}

/** Share of cells whose Ω is predicted right. */
export function agreement(mask: Uint8Array, predicted: Float32Array): number {
  let right = 0;
  for (let i = 0; i < mask.length; i++) if (predicted[i]! > 0.5 === (mask[i] === 1)) right++;
  return right / mask.length;
}
