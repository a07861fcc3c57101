import { expect, test } from 'vitest';
import type { MetricRow } from '../experiments/metrics';
import { metricsHeader, metricsToCsv, metricsToLines } from './metricsCsv';

const ROWS: MetricRow[] = [
  {
    phase: 'autoencoder',
    step: 1,
    epoch: 0.5,
    seconds: 0.25,
    values: { reconstruction: 1e-7, learningRate: 3e-4, imagesPerSecond: 12.5 },
  },
  { phase: 'repair', step: 2, epoch: 1, seconds: 3, values: { accuracy: 0, theta: 0.7 } },
];

/** The cells of each line by the header's names. */
function parse(csv: string): Record<string, string>[] {
  const [header = '', ...lines] = csv.split('\r\n');
  expect(lines.pop()).toBe('');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]!]));
  });
}

test('every row is a line; what was not measured is empty, zero is not', () => {
  const [first, second] = parse(metricsToCsv(ROWS));
  expect(first).toMatchObject({ phase: 'autoencoder', step: '1', epoch: '0.5', seconds: '0.25' });
  expect(first).toMatchObject({ learningRate: '0.0003', theta: '', accuracy: '' });
  expect(Number(first!['reconstruction'])).toBe(1e-7);
  expect(second).toMatchObject({ phase: 'repair', accuracy: '0', theta: '0.7', reconstruction: '' });
});

test('lines appended one by one make the same file', () => {
  for (const heldOut of [0, 0.1]) {
    const run = { method: 'artifacts', heldOut } as const;
    expect(metricsHeader(run) + ROWS.map((row) => metricsToLines([row], run)).join('')).toBe(
      metricsToCsv(ROWS, run),
    );
  }
});

test('what is measured by images held out has columns only where it was measured', () => {
  expect(metricsToCsv(ROWS)).not.toContain('heldOut');
  const judged: MetricRow = { ...ROWS[1]!, values: { heldOutPsnr: 20.5 } };
  const [, second] = parse(metricsToCsv([ROWS[0]!, judged]));
  expect(second).toMatchObject({ heldOutPsnr: '20.5', heldOutClassAuc: '' });
});
