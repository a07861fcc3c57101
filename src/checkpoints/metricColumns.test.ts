import { describe, expect, it } from 'vitest';
import { metricsOf, type MetricRow } from '../experiments/metrics';
import { columnsToRows, rowsToColumns } from './metricColumns';

const OWN = { method: 'artifacts' } as const;
const METRICS = metricsOf(OWN);

const rows: MetricRow[] = [
  { phase: 'autoencoder', step: 1, epoch: 0.5, seconds: 0.1, values: { reconstruction: 0.3 } },
  {
    phase: 'repair',
    step: 3,
    epoch: 1.5,
    seconds: 0.2,
    values: Object.fromEntries(METRICS.map((name, i) => [name, i])),
  },
];

function without(column: string): Map<string, Float64Array> {
  const columns = rowsToColumns(rows);
  expect(columns.delete(`metrics/${column}`)).toBe(true);
  return columns;
}

describe('the log of a run as columns', () => {
  it.each(METRICS)('without “%s”, which its program did not know, opens: it was not measured', (name) => {
    const expected = rows.map(({ values, ...row }) => ({
      ...row,
      values: Object.fromEntries(Object.entries(values).filter(([key]) => key !== name)),
    }));
    expect(columnsToRows(without(name), OWN)).toEqual(expected);
  });

  it('with the column of a metric that this program does not know opens without it', () => {
    const columns = rowsToColumns(rows).set('metrics/rotationAccuracy', Float64Array.of(1, 1));
    expect(columnsToRows(columns, OWN)).toEqual(rows);
  });

  it.each(['phase', 'step', 'epoch', 'seconds'])('without “%s”, which every row has, is refused', (name) => {
    expect(() => columnsToRows(without(name), OWN)).toThrow(
      /^Its column “metrics\/\w+” is missing or cut off\.$/,
    );
  });

  it.each(['phase', 'theta', 'noiseSigma'])('with “%s” cut off is refused', (name) => {
    const columns = rowsToColumns(rows).set(`metrics/${name}`, Float64Array.of(1));
    expect(() => columnsToRows(columns, OWN)).toThrow(`Its column “metrics/${name}” is missing or cut off.`);
  });
});
