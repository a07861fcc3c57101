/** Shares against counts as a PNG: lines with the bands of their intervals, on a logarithmic axis. */
import { scaleLinear, scaleLog } from 'd3-scale';
import sharp from 'sharp';
import { svg, svgText } from './svg';

export interface Curve {
  readonly title: string;
  /** From left to right; y, low and high in [0, 1]. */
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
  }[];
}

const [WIDTH, HEIGHT] = [760, 420];
const PLOT = { left: 56, right: 200, top: 40, bottom: 46 };
/** Told apart by most eyes (Okabe and Ito). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#555555', '#000000'];
const LINE = 18;

/** The PNG’s bytes, at twice the size. */
export function curvesToPng(
  curves: readonly Curve[],
  { title, across }: { readonly title: string; readonly across: string },
): Promise<Uint8Array> {
  const points = curves.flatMap((curve) => curve.points);
  const xs = [...new Set(points.map(({ x }) => x))].sort((a, b) => a - b);
  const x = scaleLog([xs[0]! / 1.05, xs.at(-1)! * 1.05], [PLOT.left, WIDTH - PLOT.right]);
  const y = scaleLinear(
    [Math.min(...points.map(({ low }) => low)), Math.max(...points.map(({ high }) => high))],
    [HEIGHT - PLOT.bottom, PLOT.top],
  ).nice(5);
  const drawn = [
    svgText(title, 8, 20, 'font-weight="bold"'),
    ...y
      .ticks(5)
      .flatMap((tick) => [
        `<path d="M${PLOT.left} ${y(tick)}H${WIDTH - PLOT.right}" stroke="#ddd"/>`,
        svgText(`${Math.round(100 * tick)} %`, PLOT.left - 6, y(tick) + 4, 'text-anchor="end"'),
      ]),
    ...xs.map((tick) => svgText(String(tick), x(tick), HEIGHT - PLOT.bottom + 18, 'text-anchor="middle"')),
    svgText(across, (PLOT.left + WIDTH - PLOT.right) / 2, HEIGHT - 8, 'text-anchor="middle"'),
    ...curves.flatMap((curve, i) => drawCurve(curve, i, x, y)),
  ];
  const picture = svg(WIDTH, HEIGHT, `<rect width="100%" height="100%" fill="white"/>${drawn.join('')}`);
  return sharp(picture, { density: 144 }).png().toBuffer();
}

function drawCurve(
  { title, points }: Curve,
  i: number,
  x: (value: number) => number,
  y: (value: number) => number,
): string[] {
  const colour = COLOURS[i % COLOURS.length]!;
  const path = (ends: readonly (readonly [number, number])[]): string =>
    `M${ends.map(([a, b]) => `${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join('L')}`;
  const upper = points.map((point) => [point.x, point.high] as const);
  const lower = points.map((point) => [point.x, point.low] as const).toReversed();
  const right = WIDTH - PLOT.right + 14;
  const top = PLOT.top + i * LINE;
  return [
    `<path d="${path([...upper, ...lower])}Z" fill="${colour}" fill-opacity="0.12"/>`,
    `<path d="${path(points.map((point) => [point.x, point.y]))}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map((point) => `<circle cx="${x(point.x)}" cy="${y(point.y)}" r="2.5" fill="${colour}"/>`),
    `<path d="M${right} ${top}h16" stroke="${colour}" stroke-width="2"/>`,
    svgText(title, right + 22, top + 4),
  ];
}
