/** From series and marks to what one chart draws. Pure, so that it is tested without a browser. */
import { FIELDS } from '../../experiments/config';
import { curve, decimate, smooth } from '../../store/curve';
import type { MetricLog } from '../../store/metricLog';
import type { Mark } from '../../store/state';
import type { MetricName } from '../../worker/protocol';
import type { ChartSpec } from './chartSpecs';
import type { Stretch } from './chartView';

/** One step of a chart: each metric's average under its own name, its raw value under `name.raw`. */
export type PlotRow = { x: number } & Record<string, number | null>;

/** A vertical line on a chart. */
export interface PlotMark {
  readonly x: number;
  readonly text: string;
}

interface PlotOptions {
  readonly smoothing: number;
  readonly logY: boolean;
  /** What is drawn of it; null, or where no step of the chart lies in it: all. */
  readonly stretch?: Stretch | null;
}

/**
 * The rows of a chart in the order of their steps. Lines may be logged at different steps; then a row has only
 * some of them. On a logarithmic axis what is not positive has no place and is left out.
 */
export function plotRows(spec: Pick<ChartSpec, 'lines'>, log: MetricLog, options: PlotOptions): PlotRow[] {
  const { smoothing, logY, stretch = null } = options;
  const rows = new Map<number, PlotRow>();
  const placed = (value: number) => (Number.isFinite(value) && (!logY || value > 0) ? value : null);
  for (const { metric } of spec.lines)
    for (const { x, raw, smooth } of curve(log.series(metric), smoothing, undefined, stretch)) {
      const row: PlotRow = rows.get(x) ?? { x };
      row[metric] = placed(smooth);
      row[rawKey(metric)] = placed(raw);
      rows.set(x, row);
    }
  if (rows.size === 0 && stretch) return plotRows(spec, log, { smoothing, logY });
  return [...rows.values()].sort((a, b) => a.x - b.x);
}

/** One metric over another, in the order of the steps at which both were logged. */
export function metricOverMetric(
  log: MetricLog,
  across: MetricName,
  up: MetricName,
  smoothing: number,
): { readonly x: number; readonly y: number; readonly step: number }[] {
  const [xs, ys] = [log.series(across), log.series(up)];
  const [xAverages, yAverages] = [smooth(xs.y, smoothing), smooth(ys.y, smoothing)];
  const at = new Map(Array.from(xs.x, (step, i) => [step, xAverages[i]!]));
  return decimate(ys.y, 200)
    .map((i) => ({ step: ys.x[i]!, x: at.get(ys.x[i]!) ?? NaN, y: yAverages[i]! }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
}

export function rawKey(metric: string): string {
  return `${metric}.raw`;
}

/**
 * The hot changes that belong on a chart. A drag makes many: those of one field closer together than `gap` steps
 * become one, from the first value to the last.
 */
export function plotMarks(spec: ChartSpec, marks: readonly Mark[], log: MetricLog, gap: number): PlotMark[] {
  const merged: (Mark & { x: number; last: number })[] = [];
  for (const mark of marks) {
    if (spec.phase !== null && mark.phase !== spec.phase) continue;
    const x = log.globalStep(mark.phase, mark.step);
    const before = merged.findLast((other) => other.key === mark.key);
    if (before && x - before.last <= gap) Object.assign(before, { to: mark.to, last: x });
    else merged.push({ ...mark, x, last: x });
  }
  return merged
    .filter((mark) => mark.from !== mark.to)
    .map(({ x, key, from, to }) => ({ x, text: `${fieldName(key)} ${shortText(from)}→${shortText(to)}` }));
}

function fieldName(key: Mark['key']): string {
  return key === 'theta' ? 'θ' : (FIELDS.find((field) => field.key === key)?.title ?? key);
}

function shortText(value: string): string {
  const number = Number(value);
  return value.trim() !== '' && Number.isFinite(number) ? String(Number(number.toPrecision(3))) : value;
}
