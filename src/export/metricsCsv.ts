/** The log of a run as CSV (RFC 4180): one line a logged step; what was not measured in it is empty. */
import { aboutMethod, FIRST_METHOD } from '../experiments/abouts';
import type { Config } from '../experiments/config';
import { metricsOf, type MetricName, type MetricRow } from '../experiments/metrics';
import { methodOfPhase } from '../experiments/phases';

const END_OF_LINE = '\r\n';

/** What decides the columns of a run’s file: its method, and whether it is judged by images held out. */
type Logged = Pick<Config, 'method' | 'heldOut'>;

/** The first line of a run’s file. */
export function metricsHeader(run: Logged): string {
  return ['phase', 'step', 'epoch', 'seconds', ...columnsOf(run)].join(',') + END_OF_LINE;
}

/** The lines of some rows, without the header, for appending. No value needs quotes: all are names and numbers. */
export function metricsToLines(rows: readonly MetricRow[], run: Logged): string {
  const columns = columnsOf(run);
  return rows
    .map(({ phase, step, epoch, seconds, values }) => {
      const measured = columns.map((name) => values[name] ?? '');
      return [phase, step, epoch, seconds, ...measured].join(',') + END_OF_LINE;
    })
    .join('');
}

/**
 * The whole file.
 *
 * @param run whose columns it has; by default those of what the rows hold
 */
export function metricsToCsv(rows: readonly MetricRow[], run: Logged = loggedIn(rows)): string {
  return metricsHeader(run) + metricsToLines(rows, run);
}

/** What is measured by images held out has columns where some are: other files stay as they were before there was such. */
function columnsOf(run: Logged): readonly MetricName[] {
  return metricsOf(run).filter((name) => run.heldOut > 0 || !isHeldOut(run, name));
}

function loggedIn(rows: readonly MetricRow[]): Logged {
  const method = rows[0] ? methodOfPhase(rows[0].phase) : FIRST_METHOD;
  const names = metricsOf({ method }).filter((name) => isHeldOut({ method }, name));
  const isJudged = rows.some(({ values }) => names.some((name) => values[name] !== undefined));
  return { method, heldOut: isJudged ? 1 : 0 };
}

function isHeldOut({ method }: Pick<Config, 'method'>, name: MetricName): boolean {
  return aboutMethod(method).metrics[name]?.heldOut ?? false;
}
