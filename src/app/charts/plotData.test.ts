import { expect, it } from 'vitest';
import { MetricLog } from '../../store/metricLog';
import type { Mark } from '../../store/state';
import type { MetricRow } from '../../worker/protocol';
import { CHARTS, type ChartSpec } from './chartSpecs';
import { chartCsv } from './chartFiles';
import { metricOverMetric, plotMarks, plotRows, rawKey } from './plotData';

const classLoss: ChartSpec = CHARTS.find((chart) => chart.testId === 'chart-class-loss')!;

function logOf(...rows: Pick<MetricRow, 'phase' | 'step' | 'values'>[]): MetricLog {
  const log = new MetricLog();
  log.append(
    rows.map((row) => ({ epoch: 0, seconds: 0, ...row })),
    true,
  );
  return log;
}

const twoPhases = logOf(
  { phase: 'autoencoder', step: 100, values: { reconstruction: 1 } },
  { phase: 'repair', step: 1, values: { classLoss: 1, repairLoss: 2 } },
  { phase: 'repair', step: 2, values: { classLoss: 0 } },
);

it('joins lines by step and keeps the raw values', () => {
  expect(plotRows(classLoss, twoPhases, { smoothing: 0.5, logY: false })).toEqual([
    { x: 101, classLoss: 1, [rawKey('classLoss')]: 1, repairLoss: 2, [rawKey('repairLoss')]: 2 },
    { x: 102, classLoss: 1 / 3, [rawKey('classLoss')]: 0 },
  ]);
});

it('leaves out of a logarithmic axis what has no place on it', () => {
  expect(plotRows(classLoss, twoPhases, { smoothing: 0.5, logY: true })[1]).toEqual({
    x: 102,
    classLoss: 1 / 3,
    [rawKey('classLoss')]: null,
  });
});

it('makes one mark of a drag, and shows a chart only the marks of its phase', () => {
  const mark = (phase: Mark['phase'], step: number, from: string, to: string): Mark => ({
    phase,
    step,
    key: 'theta',
    from,
    to,
  });
  const marks = [
    mark('autoencoder', 50, '0.9', '0.7'),
    mark('repair', 10, '0.7', '0.6'),
    mark('repair', 12, '0.6', '0.50000001'),
    mark('repair', 90, '0.5', '0.3'),
  ];
  expect(plotMarks(classLoss, marks, twoPhases, 5)).toEqual([
    { x: 110, text: 'θ 0.7→0.5' },
    { x: 190, text: 'θ 0.5→0.3' },
  ]);
});

it('draws a stretch with the averages that all steps give, and all where the stretch has none', () => {
  const smoothing = 0.5;
  expect(plotRows(classLoss, twoPhases, { smoothing, logY: false, stretch: [102, 200] })).toEqual([
    { x: 102, classLoss: 1 / 3, [rawKey('classLoss')]: 0 },
  ]);
  expect(plotRows(classLoss, twoPhases, { smoothing, logY: false, stretch: [1, 50] })).toHaveLength(2);
});

it('draws one metric over another where both were logged', () => {
  const log = logOf(
    { phase: 'repair', step: 1, values: { classLoss: 1, accuracy: 0.5 } },
    { phase: 'repair', step: 2, values: { classLoss: 2 } },
    { phase: 'repair', step: 3, values: { classLoss: 3, accuracy: 1 } },
  );
  expect(metricOverMetric(log, 'classLoss', 'accuracy', 0)).toEqual([
    { step: 1, x: 1, y: 0.5 },
    { step: 3, x: 3, y: 1 },
  ]);
});

it('writes the numbers of a chart as CSV, with gaps where a line has none', () => {
  const rows = plotRows(classLoss, twoPhases, { smoothing: 0, logY: false });
  expect(chartCsv(classLoss, rows)).toBe(
    'step,classLoss,classLoss_smoothed,repairLoss,repairLoss_smoothed\r\n101,1,1,2,2\r\n102,0,0,,\r\n',
  );
});
