/** A flow to look at. */
import type { Flow } from './warp';

/** Pixels between the lines of the grid, and how many gaps a small picture has at least. */
const [SPACING, LEAST_GAPS] = [16, 4];
/** Of the lines, which are darker than what they cross. */
const LINE_SHADE = 0.55;

/**
 * RGBA [p, p, 4]: the direction as hue, the length as saturation, white where nothing moves; over it the lines of a grid that
 * is warped as a picture would be.
 *
 * @param full the length, in pixels, that has all colour
 */
export function flowPicture(flow: Flow, full: number): Uint8ClampedArray<ArrayBuffer> {
  const pixels = Math.sqrt(flow.length / 2);
  const spacing = Math.min(SPACING, pixels / LEAST_GAPS);
  const rgba = new Uint8ClampedArray(4 * pixels ** 2);
  for (let pixel = 0; pixel < pixels ** 2; pixel++) {
    const [across, down] = [flow[2 * pixel]!, flow[2 * pixel + 1]!];
    const saturation = Math.min(1, Math.hypot(across, down) / full);
    const isLine = [(pixel % pixels) + across, Math.floor(pixel / pixels) + down].some(
      (place) => Math.round(place) % spacing === 0,
    );
    const shade = isLine ? LINE_SHADE : 1;
    const turn = Math.atan2(down, across) / (2 * Math.PI);
    rgba.set(
      [0, 1 / 3, 2 / 3].map((offset) => 255 * shade * (1 - saturation * (1 - hue(turn - offset)))),
      4 * pixel,
    );
    rgba[4 * pixel + 3] = 255;
  }
  return rgba;
}

/** How much of a colour the hue has that is so many turns away from it: all up to a sixth, nothing from a third. */
function hue(turns: number): number {
  const away = 6 * Math.abs(turns - Math.round(turns));
  return Math.min(1, Math.max(0, 2 - away));
}
