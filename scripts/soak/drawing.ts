/** The series of a soak as an SVG: three curves, one above the other. */
import type { Phase } from '../../src/lab/events';

export interface Sample {
  readonly phase: Phase;
  readonly step: number;
  readonly tensors: number;
  readonly tensorBytes: number;
  /** Of the whole process, after a garbage collection where node was started with --expose-gc. */
  readonly processBytes: number;
}

const [WIDTH, HEIGHT, GAP, MARGIN] = [720, 90, 34, 60];
const CURVES = [
  { title: 'Tensors', unit: '', of: (sample: Sample) => sample.tensors },
  { title: 'Tensor bytes', unit: ' MB', of: (sample: Sample) => sample.tensorBytes / 2 ** 20 },
  { title: 'Process', unit: ' MB', of: (sample: Sample) => sample.processBytes / 2 ** 20 },
] as const;

/** @param half steps of each phase */
export function drawSeries(series: readonly Sample[], half: number): string {
  const total = 2 * half;
  const x = ({ phase, step }: Sample): number =>
    MARGIN + (((phase === 'repair' ? half : 0) + step) / total) * WIDTH;
  const curves = CURVES.map(({ title, unit, of }, i) => {
    const top = GAP + i * (HEIGHT + GAP);
    const most = Math.max(...series.map(of)) * 1.1;
    const points = series.map(
      (sample) => `${x(sample).toFixed(1)},${(top + HEIGHT * (1 - of(sample) / most)).toFixed(1)}`,
    );
    const middle = MARGIN + WIDTH / 2;
    return [
      `<text x="${MARGIN}" y="${top - 8}">${title}, up to ${(most / 1.1).toFixed(0)}${unit}</text>`,
      `<path d="M${MARGIN} ${top}v${HEIGHT}h${WIDTH}M${middle} ${top}v${HEIGHT}" fill="none" stroke="#999"/>`,
      `<polyline points="${points.join(' ')}" fill="none" stroke="#3267b0" stroke-width="1.5"/>`,
    ].join('\n');
  });
  const [width, height] = [WIDTH + 2 * MARGIN, CURVES.length * (HEIGHT + GAP) + 2 * GAP];
  const axis = `<text x="${MARGIN}" y="${height - 40}">steps: ${half.toLocaleString('en')} of phase one, then of phase two</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...curves,
    axis,
    '</svg>\n',
  ].join('\n');
}
