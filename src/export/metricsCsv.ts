/** The log of a run as CSV (RFC 4180): one line a logged step; what was not measured in it is empty. */
import type { MetricName, MetricRow } from '../experiments/metrics';

/** An object, so that a metric left out is a compile error. */
const METRIC_COLUMNS: Readonly<Record<MetricName, true>> = {
  reconstruction: true,
  classLoss: true,
  repairLoss: true,
  maskLoss: true,
  accuracy: true,
  maskAccuracy: true,
  maskBaseline: true,
  keptPixelError: true,
  learningRate: true,
  theta: true,
  imagesPerSecond: true,
  noiseSigma: true,
};
/** All metrics, in the order of the file’s columns. */
export const METRICS = Object.keys(METRIC_COLUMNS) as MetricName[];
const END_OF_LINE = '\r\n';

/** The first line. */
export const METRICS_HEADER = ['phase', 'step', 'epoch', 'seconds', ...METRICS].join(',') + END_OF_LINE;

/** The lines of some rows, without the header, for appending. No value needs quotes: all are names and numbers. */
export function metricsToLines(rows: readonly MetricRow[]): string {
  return rows
    .map(({ phase, step, epoch, seconds, values }) => {
      const cells = [phase, step, epoch, seconds, ...METRICS.map((name) => values[name] ?? '')];
      return cells.join(',') + END_OF_LINE;
    })
    .join('');
}

/** The whole file. */
export function metricsToCsv(rows: readonly MetricRow[]): string {
  return METRICS_HEADER + metricsToLines(rows);
}
