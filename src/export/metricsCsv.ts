/** The log of a run as CSV (RFC 4180): one line a logged step; what was not measured in it is empty. */
import { FIRST_METHOD, type MethodId } from '../experiments/abouts';
import { metricsOf, type MetricRow } from '../experiments/metrics';
import { methodOfPhase } from '../experiments/phases';

const END_OF_LINE = '\r\n';

/** The first line of a method’s file. */
export function metricsHeader(method: MethodId): string {
  return ['phase', 'step', 'epoch', 'seconds', ...metricsOf({ method })].join(',') + END_OF_LINE;
}

/** The lines of some rows, without the header, for appending. No value needs quotes: all are names and numbers. */
export function metricsToLines(rows: readonly MetricRow[]): string {
  return rows
    .map(({ phase, step, epoch, seconds, values }) => {
      const measured = metricsOf({ method: methodOfPhase(phase) }).map((name) => values[name] ?? '');
      return [phase, step, epoch, seconds, ...measured].join(',') + END_OF_LINE;
    })
    .join('');
}

/**
 * The whole file.
 *
 * @param method whose metrics are its columns; by default that of the rows
 */
export function metricsToCsv(
  rows: readonly MetricRow[],
  method: MethodId = rows[0] ? methodOfPhase(rows[0].phase) : FIRST_METHOD,
): string {
  return metricsHeader(method) + metricsToLines(rows);
}
