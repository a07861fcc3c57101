/** Two pictures against each other. Pure. */

/** Differences are small: shown this much larger than they are. */
export const GAIN = 3;

/** The difference of two pictures of one size, colour by colour: mid-grey where they agree. RGBA bytes. */
export function differencePicture(
  before: Uint8ClampedArray,
  after: Uint8ClampedArray,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(before.length);
  for (let i = 0; i < rgba.length; i++)
    rgba[i] = i % 4 === 3 ? 255 : 128 + (GAIN * (after[i]! - before[i]!)) / 2;
  return rgba;
}

/** Mean squared difference of the colours, images in [−1, 1]. */
export function meanSquare(before: Uint8ClampedArray, after: Uint8ClampedArray): number {
  let sum = 0;
  for (let i = 0; i < before.length; i++) if (i % 4 !== 3) sum += ((after[i]! - before[i]!) / 127.5) ** 2;
  return sum / (before.length * 0.75);
}
