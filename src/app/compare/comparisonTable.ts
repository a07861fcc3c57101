/** The comparison as a table of texts: what the page shows, and what it saves. */
import { csvText } from '../../base/csv';
import { latexTable } from '../../base/latexTable';
import { fieldName, valueOf, type Config, type ConfigKey } from '../../experiments/config';
import type { MetricRow, StoredRun } from '../../worker/protocol';
import { short } from '../../parts/format';
import { reached } from '../runs/runText';
import { comparedOf, finalValue, groupBySettings, spread, valueWords, varyingKeys } from './compareRuns';

/** The metrics of runs by their id; a run that is still being read is missing. */
export type RunMetrics = ReadonlyMap<string, readonly MetricRow[]>;

/** What the numbers are. */
export const END_CAPTION =
  'Mean of each run’s last tenth of steps; over several seeds ± standard deviation. Of runs with the same settings ' +
  'and seed the one that came furthest counts, and only runs that came equally far share a line.';

export interface ComparisonTable {
  readonly header: readonly string[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly string[] }[];
}

/** A line for each group of runs that differ in the seed only and came equally far; ± over its seeds. */
export function comparisonTable(runs: readonly StoredRun[], metrics: RunMetrics): ComparisonTable {
  const keys = varyingKeys(runs);
  const names = new Set(runs.map(({ images }) => images.name));
  const measured = comparedOf(runs.map(({ config }) => config.method)).filter(({ metric }) =>
    runs.some(({ id }) => finalValue(metrics.get(id) ?? [], metric) !== null),
  );
  const header = [
    ...(names.size > 1 ? ['Images'] : []),
    ...keys.map((key) => fieldName(runs.find(({ config }) => has(config, key))!.config, key)),
    'Seeds',
    'Reached',
    ...measured.map(({ title }) => title),
  ];
  const rows = groupBySettings(runs).map(({ id, runs }) => {
    const { config, images } = runs[0]!;
    const cells = [
      ...(names.size > 1 ? [images.name] : []),
      ...keys.map((key) => valueWords(config, key)),
      runs.map(({ config }) => config.seed).join(' '),
      reached(runs[0]!),
      ...measured.map(({ metric }) =>
        spreadText(runs.map((run) => finalValue(metrics.get(run.id) ?? [], metric))),
      ),
    ];
    return { id, cells };
  });
  return { header, rows };
}

function has(config: Config, key: ConfigKey): boolean {
  return valueOf(config, key) !== undefined;
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
export function tableLatex({ header, rows }: ComparisonTable): string {
  return latexTable({
    caption: END_CAPTION,
    leftColumns: 0,
    header,
    groups: [rows.map(({ cells }) => cells)],
    notes: [],
  });
}
