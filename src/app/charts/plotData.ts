/** From series and marks to what one chart draws. Pure, so that it is tested without a browser. */
import { count } from '../../base/counted';
import { fieldName } from '../../experiments/config';
import { isHeldOut } from '../../experiments/metrics';
import { methodOfPhase } from '../../experiments/phases';
import { curve, decimate, smooth } from '../../store/curve';
import type { MetricLog } from '../../store/metricLog';
import type { Mark } from '../../store/state';
import type { MetricName } from '../../worker/protocol';
import type { ChartSpec } from '../../parts/chartSpecs';
import type { Stretch } from './chartView';

/** One step of a chart: each metric's average under its own name, its raw value under `name.raw`. */
export type PlotRow = { x: number } & Record<string, number | null>;

/** A vertical line on a chart. */
export interface PlotMark {
  readonly x: number;
  readonly name: string;
  readonly value: string;
}

interface PlotOptions {
  readonly smoothing: number;
  readonly logY: boolean;
  /** What is drawn of it; null, or where no step of the chart lies in it: all. */
  readonly stretch?: Stretch | null;
}

/**
 * The rows of a chart in the order of their steps; of held-out metrics the values as they are. Lines may be logged at different steps; then a row has only
 * some of them. On a logarithmic axis what is not positive has no place and is left out.
 */
export function plotRows(spec: Pick<ChartSpec, 'lines'>, log: MetricLog, options: PlotOptions): PlotRow[] {
  const { smoothing, logY, stretch = null } = options;
  const rows = new Map<number, PlotRow>();
  const placed = (value: number) => (Number.isFinite(value) && (!logY || value > 0) ? value : null);
  for (const { metric } of spec.lines)
    for (const { x, raw, smooth } of curve(
      log.series(metric),
      smoothingOf(metric, smoothing),
      undefined,
      stretch,
    )) {
      const row: PlotRow = rows.get(x) ?? { x };
      row[metric] = placed(smooth);
      row[rawKey(metric)] = placed(raw);
      rows.set(x, row);
    }
  if (rows.size === 0 && stretch) return plotRows(spec, log, { smoothing, logY });
  return [...rows.values()].sort((a, b) => a.x - b.x);
}

/** How much of the past its average keeps: nothing where values are few and each is sure. */
export function smoothingOf(metric: MetricName, smoothing: number): number {
  return isHeldOut(metric) ? 0 : smoothing;
}

/** One metric over another, in the order of the steps at which both were logged. */
export function metricOverMetric(
  log: MetricLog,
  across: MetricName,
  up: MetricName,
  smoothing: number,
): { readonly x: number; readonly y: number; readonly step: number }[] {
  const [xs, ys] = [log.series(across), log.series(up)];
  const xAverages = smooth(xs.y, smoothingOf(across, smoothing));
  const yAverages = smooth(ys.y, smoothingOf(up, smoothing));
  const at = new Map(Array.from(xs.x, (step, i) => [step, xAverages[i]!]));
  // One of them may be measured seldom: what both have is thinned out, not what one has.
  const both = Array.from(ys.x.keys()).filter((i) => at.has(ys.x[i]!));
  return decimate(
    Float64Array.from(both, (i) => ys.y[i]!),
    200,
  )
    .map((place) => both[place]!)
    .map((i) => ({ step: ys.x[i]!, x: at.get(ys.x[i]!)!, y: yAverages[i]! }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
}

/** What is drawn of these rows: the axes fit it. */
export function drawnValues(
  { lines }: Pick<ChartSpec, 'lines'>,
  rows: readonly PlotRow[],
  smoothing: number,
): number[] {
  const keys = lines.flatMap(({ metric }) =>
    smoothingOf(metric, smoothing) > 0 ? [metric, rawKey(metric)] : [metric],
  );
  return rows.flatMap((row: Record<string, number | null>) => keys.map((key) => row[key] ?? NaN));
}

/**
 * The stretch that is drawn, in the steps that the axes have: those of phase two from 1 again.
 *
 * @param phaseTwo the last step of phase one; null while there is no phase two
 */
export function stretchText([from, to]: Stretch, phaseTwo: number | null): string {
  if (phaseTwo === null || to <= phaseTwo) return `${count(from)}–${count(to)}`;
  const end = count(to - phaseTwo);
  return from > phaseTwo ? `${count(from - phaseTwo)}–${end} of phase 2` : `${count(from)} – phase 2, ${end}`;
}

export function rawKey(metric: string): string {
  return `${metric}.raw`;
}

/** Hot changes of one field that are drawn as one mark. */
interface Merged extends Mark {
  readonly x: number;
  last: number;
  to: string;
  /** The values on the way. */
  readonly way: string[];
}

/**
 * The hot changes that belong on a chart. A drag makes many: those of one field closer together than `gap` steps
 * become one, from the first value to the last. One that ends where it began shows how far it went, or nothing where
 * no step was taken meanwhile.
 */
export function plotMarks(spec: ChartSpec, marks: readonly Mark[], log: MetricLog, gap: number): PlotMark[] {
  const merged: Merged[] = [];
  for (const mark of marks) {
    if (spec.phase !== null && mark.phase !== spec.phase) continue;
    const x = log.globalStep(mark.phase, mark.step);
    const before = merged.findLast((other) => other.key === mark.key);
    if (!before || x - before.last > gap) merged.push({ ...mark, x, last: x, way: [] });
    else {
      if (x > before.last) before.way.push(before.to);
      Object.assign(before, { to: mark.to, last: x });
    }
  }
  return merged.flatMap(({ x, phase, key, from, to, way }) => {
    const [start, end] = [shortText(from), shortText(to)];
    const turn = start === end ? furthest(from, way) : [];
    if (turn === null) return [];
    return [
      { x, name: fieldName({ method: methodOfPhase(phase) }, key), value: [start, ...turn, end].join('→') },
    ];
  });
}

/** Of the values that steps were taken with, the one furthest from the first; null where none was another. */
function furthest(from: string, way: readonly string[]): string[] | null {
  const others = way.filter((value) => shortText(value) !== shortText(from));
  const distance = (value: string) => Math.abs(Number(value) - Number(from)) || 0;
  const [most] = others.toSorted((a, b) => distance(b) - distance(a));
  return most === undefined ? null : [shortText(most)];
}

function shortText(value: string): string {
  const number = Number(value);
  return value.trim() !== '' && Number.isFinite(number) ? String(Number(number.toPrecision(3))) : value;
}
