/**
 * Random warping (thesis §4.2.2): control points are moved by chance, a polyharmonic spline carries their moves to all
 * pixels, and the picture is read where that leads. On the processor; coordinates in sides of the image until pixels are read.
 */
import type { Random } from '../../base/random';
import { basisAt, evaluate, SplineSystem, type Points, type SplineOrder } from './spline';

/** How pictures are warped, of the settings. */
export interface WarpSettings {
  readonly pointsAt: 'grid' | 'random';
  readonly pointsPerSide: number;
  /** Largest move of a control point along each axis, as a share of the image’s side. */
  readonly displacement: number;
  readonly splineOrder: SplineOrder;
  readonly regularisation: number;
  readonly edge: Edge;
}

/** What is read beyond the border: its last pixels, or the picture mirrored there. */
export type Edge = 'clamp' | 'mirror';

/** From where in the picture each of its pixels is read: moves in pixels, [p, p, 2], across and down. */
export type Flow = Float64Array;

/** The places of a uniform grid from corner to corner, [perSide², 2], row by row. */
function gridOf(perSide: number): Points {
  const step = 1 / (perSide - 1);
  return Float64Array.from({ length: 2 * perSide ** 2 }, (_, i) =>
    i % 2 === 0 ? ((i / 2) % perSide) * step : Math.floor(i / 2 / perSide) * step,
  );
}

/** The middles of all pixels, [p², 2], row by row. */
function middles(pixels: number): Points {
  return Float64Array.from(
    { length: 2 * pixels ** 2 },
    (_, i) => ((i % 2 === 0 ? (i / 2) % pixels : Math.floor(i / 2 / pixels)) + 0.5) / pixels,
  );
}

/** Draws flows for pictures of one side. Where control points stay on their grid, what depends on them is found once. */
export class Warper {
  readonly #settings: WarpSettings;
  readonly #pixels: number;
  readonly #places: Points;
  readonly #grid: { readonly system: SplineSystem; readonly basis: Float64Array } | null;

  constructor(settings: WarpSettings, pixels: number) {
    this.#settings = settings;
    this.#pixels = pixels;
    this.#places = middles(pixels);
    this.#grid = settings.pointsAt === 'grid' ? this.#prepared(gridOf(settings.pointsPerSide)) : null;
  }

  #prepared(points: Points): { readonly system: SplineSystem; readonly basis: Float64Array } {
    const { splineOrder, regularisation } = this.#settings;
    return {
      system: new SplineSystem(points, splineOrder, regularisation),
      basis: basisAt(points, splineOrder, this.#places),
    };
  }

  /** The same numbers from the generator for every flow: moves, after the points where these are drawn, too. */
  draw(random: Random): Flow {
    const { pointsPerSide, displacement } = this.#settings;
    const drawn = (low: number, high: number): Float64Array =>
      Float64Array.from({ length: 2 * pointsPerSide ** 2 }, () => random.between(low, high));
    const { system, basis } = this.#grid ?? this.#prepared(drawn(0, 1));
    const moves = drawn(-displacement, displacement);
    return evaluate(basis, system.solve(moves)).map((move) => move * this.#pixels);
  }
}

/** A place within the picture, 0 … p − 1, for one that may be beyond its border. */
export function withinBorder(place: number, pixels: number, edge: Edge): number {
  const last = pixels - 1;
  if (place >= 0 && place <= last) return place;
  if (edge === 'clamp') return place < 0 ? 0 : last;
  const period = 2 * last;
  const folded = ((place % period) + period) % period;
  return folded > last ? period - folded : folded;
}

/**
 * The picture as the flow leads, bilinear: exactly itself where it does not move.
 *
 * @param picture [p, p, 3]; not changed
 * @param out [p, p, 3] is written here, from `offset` on
 */
export function readAlong(
  picture: Float32Array,
  flow: Flow,
  edge: Edge,
  out: Float32Array,
  offset: number,
): void {
  const pixels = Math.sqrt(flow.length / 2);
  // No lists in here: these loops are what a batch costs.
  let to = offset;
  for (let row = 0, move = 0; row < pixels; row++) {
    for (let column = 0; column < pixels; column++, move += 2, to += 3) {
      const x = withinBorder(column + flow[move]!, pixels, edge);
      const y = withinBorder(row + flow[move + 1]!, pixels, edge);
      const left = Math.floor(x);
      const top = Math.floor(y);
      const across = x - left;
      const down = y - top;
      // The last pixels have none beside them, nor any need of one.
      const right = left + 1 < pixels ? 3 : 0;
      const below = top + 1 < pixels ? 3 * pixels : 0;
      const from = 3 * (top * pixels + left);
      for (let channel = 0; channel < 3; channel++) {
        const at = from + channel;
        const upper = picture[at]! * (1 - across) + picture[at + right]! * across;
        const lower = picture[at + below]! * (1 - across) + picture[at + below + right]! * across;
        out[to + channel] = upper * (1 - down) + lower * down;
      }
    }
  }
}

/**
 * The flow to a picture that is first turned about its middle by this angle, in radians, and then warped; null: not warped.
 * One flow for both, so that pixels are mixed once.
 */
export function tilted(flow: Flow | null, angle: number, pixels: number): Flow {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const middle = (pixels - 1) / 2;
  const result = new Float64Array(2 * pixels ** 2);
  for (let row = 0, move = 0; row < pixels; row++) {
    for (let column = 0; column < pixels; column++, move += 2) {
      const x = column + (flow ? flow[move]! : 0) - middle;
      const y = row + (flow ? flow[move + 1]! : 0) - middle;
      result[move] = middle + cos * x - sin * y - column;
      result[move + 1] = middle + sin * x + cos * y - row;
    }
  }
  return result;
}
