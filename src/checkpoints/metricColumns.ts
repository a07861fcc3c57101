/** The log of a run as columns of numbers, `metrics/step` and so on; what was not measured in a step is NaN. */
import { FIRST_METHOD, type MethodId } from '../experiments/abouts';
import { metricsOf, type MetricRow } from '../experiments/metrics';
import { methodOfPhase, phaseNumber, phasesOf } from '../experiments/phases';

type Columns = ReadonlyMap<string, Float64Array>;
/** Whose phases and metrics they are. */
type OfMethod = { readonly method: MethodId };

const FIXED = {
  phase: (row: MetricRow) => phaseNumber(row.phase) - 1,
  step: (row: MetricRow) => row.step,
  epoch: (row: MetricRow) => row.epoch,
  seconds: (row: MetricRow) => row.seconds,
} as const;

/** Those of the rows’ method; of none, those of the first, which older readers look for. */
export function rowsToColumns(rows: readonly MetricRow[]): Map<string, Float64Array> {
  const method = rows[0] ? methodOfPhase(rows[0].phase) : FIRST_METHOD;
  const column = (value: (row: MetricRow) => number): Float64Array => Float64Array.from(rows, value);
  return new Map([
    ...Object.entries(FIXED).map(([name, value]) => [`metrics/${name}`, column(value)] as const),
    ...metricsOf({ method }).map(
      (name) => [`metrics/${name}`, column((row) => row.values[name] ?? Number.NaN)] as const,
    ),
  ]);
}

/**
 * The rows again. A metric without a column was not measured: files are older than some metrics. Columns of no known
 * name are left out. Throws where a column is cut off, or one that every row has is missing.
 */
export function columnsToRows(columns: Columns, config: OfMethod): MetricRow[] {
  const length = columns.get('metrics/step')?.length ?? 0;
  const column = (name: string): Float64Array => {
    const values = columns.get(`metrics/${name}`);
    if (values?.length !== length) throw new Error(`Its column “metrics/${name}” is missing or cut off.`);
    return values;
  };
  const [phase, step, epoch, seconds] = [column('phase'), column('step'), column('epoch'), column('seconds')];
  const measured = metricsOf(config)
    .filter((name) => columns.has(`metrics/${name}`))
    .map((name) => [name, column(name)] as const);
  const phases = phasesOf(config);
  return Array.from({ length }, (_, i) => ({
    phase: (phases[phase[i]!] ?? phases[0]).id,
    step: step[i]!,
    epoch: epoch[i]!,
    seconds: seconds[i]!,
    values: Object.fromEntries(
      measured.flatMap(([name, values]) => (Number.isNaN(values[i]) ? [] : [[name, values[i]!]])),
    ),
  }));
}
