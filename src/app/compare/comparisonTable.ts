/** The comparison as a table of texts: what the page shows, and what it saves. */
import { counted } from '../../base/counted';
import { csvText } from '../../base/csv';
import { latexTable } from '../../base/latexTable';
import { fieldOf, valueOf, type ConfigKey } from '../../experiments/config';
import { isHeldOut } from '../../experiments/metrics';
import type { MetricName, MetricRow, StoredRun } from '../../worker/protocol';
import { short } from '../../parts/format';
import { reached } from '../runs/runText';
import { comparedOf, finalValue, groupBySettings, spread, tabledKeys, valueWords } from './compareRuns';

/** The metrics of runs by their id; a run that is still being read is missing. */
export type RunMetrics = ReadonlyMap<string, readonly MetricRow[]>;

/** What the numbers are. */
export const END_CAPTION =
  'Mean of each run’s last tenth of steps, or the last measure on held-out images; over several seeds ± standard ' +
  'deviation. Of runs with the same settings and seed the one that came furthest counts, and only runs that came equally ' +
  'far share a line.';

const OTHER_TASKS =
  'The methods learn different tasks, so losses and accuracies of one do not compare with those of another: what the ' +
  'features are worth does, in the table of all methods.';

export interface ComparisonTable {
  readonly header: readonly string[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly string[] }[];
  /** Sentences below it. */
  readonly notes: readonly string[];
}

interface Column {
  readonly title: string;
  /** Of runs that differ in the seed only. */
  readonly of: (runs: readonly StoredRun[]) => string;
}

/**
 * A line for each group of runs that differ in the seed only and came equally far; ± over its seeds. What was reached stands
 * first, then the settings that all have.
 */
export function comparisonTable(runs: readonly StoredRun[], metrics: RunMetrics): ComparisonTable {
  const { keys, leftOut } = tabledKeys(runs);
  const columns = [
    ...whoColumns(runs),
    { title: 'Seeds', of: (own: readonly StoredRun[]) => own.map(({ config }) => config.seed).join(' ') },
    { title: 'Reached', of: ([first]: readonly StoredRun[]) => reached(first!) },
    ...resultColumns(runs, metrics),
    ...keys.map((key) => settingColumn(runs, key)),
  ];
  const settings = `${counted(leftOut, 'setting')} that only one method has, alike in its runs.`;
  return {
    header: columns.map(({ title }) => title),
    rows: groupBySettings(runs).map(({ id, runs: own }) => ({ id, cells: columns.map(({ of }) => of(own)) })),
    notes: [
      ...(differ(runs, ({ config }) => config.method) ? [OTHER_TASKS] : []),
      ...(leftOut > 0 ? [`Left out: ${settings}`] : []),
    ],
  };
}

/** Images and method, where there are several. */
function whoColumns(runs: readonly StoredRun[]): Column[] {
  const images: Column = { title: 'Images', of: ([first]) => first!.images.name };
  const method: Column = { title: 'Method', of: ([first]) => valueWords(first!.config, 'method') };
  return [
    ...(differ(runs, ({ images }) => images.name) ? [images] : []),
    ...(differ(runs, ({ config }) => config.method) ? [method] : []),
  ];
}

/** Of what any run has: first what most methods measure, of that what is held out. */
function resultColumns(runs: readonly StoredRun[], metrics: RunMetrics): Column[] {
  const valueIn = ({ id }: StoredRun, metric: MetricName) => finalValue(metrics.get(id) ?? [], metric);
  const methodsWith = (metric: MetricName) =>
    new Set(runs.filter((run) => valueIn(run, metric) !== null).map(({ config }) => config.method)).size;
  return comparedOf(runs.map(({ config }) => config.method))
    .filter(({ metric }) => methodsWith(metric) > 0)
    .toSorted(
      (a, b) =>
        methodsWith(b.metric) - methodsWith(a.metric) ||
        Number(isHeldOut(b.metric)) - Number(isHeldOut(a.metric)),
    )
    .map(({ metric, title }) => ({
      title,
      of: (own) => spreadText(own.map((run) => valueIn(run, metric))),
    }));
}

function settingColumn(runs: readonly StoredRun[], key: ConfigKey): Column {
  const { config } = runs.find(({ config }) => valueOf(config, key) !== undefined)!;
  const { title, symbol } = fieldOf(config, key);
  return {
    title: symbol === undefined ? title : `${title} ${symbol}`,
    of: ([first]) => valueWords(first!.config, key),
  };
}

function differ(runs: readonly StoredRun[], of: (run: StoredRun) => string): boolean {
  return new Set(runs.map(of)).size > 1;
}

function spreadText(values: readonly (number | null)[]): string {
  const found = spread(values);
  if (!found) return '–';
  return found.deviation === null ? short(found.mean) : `${short(found.mean)} ± ${short(found.deviation)}`;
}

export function tableCsv({ header, rows }: ComparisonTable): string {
  return csvText([header, ...rows.map(({ cells }) => cells)]);
}

/** With the package booktabs. */
export function tableLatex({ header, rows, notes }: ComparisonTable): string {
  return latexTable({
    caption: END_CAPTION,
    leftColumns: 0,
    header,
    groups: [rows.map(({ cells }) => cells)],
    notes,
  });
}
