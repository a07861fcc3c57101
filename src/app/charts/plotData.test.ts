import { expect, it } from 'vitest';
import { MetricLog } from '../../store/metricLog';
import type { Mark } from '../../store/state';
import type { MetricRow } from '../../worker/protocol';
import { chartsOf, type ChartSpec } from '../../parts/chartSpecs';

const CHARTS = chartsOf({ method: 'artifacts' });
import { chartCsv } from '../../parts/chartFiles';
import { metricOverMetric, plotMarks, plotRows, rawKey, stretchText } from './plotData';

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

it('never smooths what is measured on held-out images', () => {
  const measured = [0.4, 0.5, 0.58];
  const log = logOf(
    ...measured.map((value, i) => ({
      ...{ phase: 'rotations' as const, step: 50 * (i + 1) },
      values: { accuracy: value, heldOutAccuracy: value },
    })),
  );
  const specs = chartsOf({ method: 'rotations' });
  const chart = (id: string) => specs.find(({ testId }) => testId === id)!;
  const options = { smoothing: 0.9, logY: false };
  const last = (id: string) => plotRows(chart(id), log, options).at(-1)!;
  expect(last('chart-held-out-accuracy')['heldOutAccuracy']).toBe(0.58);
  expect(last('chart-accuracy')['accuracy']).toBeLessThan(0.55);
  expect(metricOverMetric(log, 'accuracy', 'heldOutAccuracy', 0.9).map(({ y }) => y)).toEqual(measured);
  expect(chartCsv(chart('chart-held-out-accuracy'), log, 0.9)).toBe(
    ['step,heldOutAccuracy', '50,0.4', '100,0.5', '150,0.58', ''].join('\r\n'),
  );
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
    { x: 110, name: 'θ', value: '0.7→0.5' },
    { x: 190, name: 'θ', value: '0.5→0.3' },
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

it('draws a metric that is measured seldom through all its points, over one of every step too', () => {
  const rows = Array.from({ length: 3000 }, (_, i) => {
    const seldom = i % 1000 === 1 ? { heldOutClassAuc: i / 3000 } : {};
    return { phase: 'repair', step: i, values: { classLoss: 1 / (i + 1), ...seldom } } as const;
  });
  const [log, steps] = [logOf(...rows), [1, 1001, 2001]];
  expect(metricOverMetric(log, 'heldOutClassAuc', 'classLoss', 0).map(({ step }) => step)).toEqual(steps);
  expect(metricOverMetric(log, 'classLoss', 'heldOutClassAuc', 0).map(({ step }) => step)).toEqual(steps);
  const chart = CHARTS.find(({ testId }) => testId === 'chart-held-out-class')!;
  expect(chart.isHeldOut).toBe(true);
  expect(plotRows(chart, log, { smoothing: 0, logY: false }).map(({ x }) => x)).toEqual(steps);
  expect(classLoss.isHeldOut).toBe(false);
});

it('writes every logged step of a chart as CSV, counted as on its axis, with gaps where a line has none', () => {
  expect(chartCsv(classLoss, twoPhases, 0)).toBe('step,classLoss,repairLoss\r\n1,1,2\r\n2,0,\r\n');
  const long = logOf(
    ...Array.from({ length: 2000 }, (_, i) => {
      return { phase: 'autoencoder', step: i + 1, values: { reconstruction: i % 7 } } as const;
    }),
  );
  const reconstruction = CHARTS.find(({ testId }) => testId === 'chart-reconstruction')!;
  const [header, ...lines] = chartCsv(reconstruction, long, 0.5).trimEnd().split('\r\n');
  expect(header).toBe('step,reconstruction,reconstruction_smoothed');
  expect(lines).toHaveLength(2000);
  expect(lines.slice(0, 2)).toEqual(['1,0,0', `2,1,${2 / 3}`]);
});

it('tells a drawn stretch in the steps of the axes', () => {
  expect(stretchText([10, 90], null)).toBe('10–90');
  expect(stretchText([110, 1350], 100)).toBe('10–1,250 of phase 2');
  expect(stretchText([90, 150], 100)).toBe('90 – phase 2, 50');
});

it('shows a value that was moved and moved back as it was: how far, or not at all where no step was taken', () => {
  const mark = (step: number, from: string, to: string): Mark => ({
    phase: 'repair',
    step,
    key: 'theta',
    from,
    to,
  });
  const there = [mark(10, '0.7', '0.5'), mark(10, '0.5', '0.7000000001')];
  expect(plotMarks(classLoss, there, twoPhases, 5)).toEqual([]);
  const trained = [mark(10, '0.7', '0.5'), mark(11, '0.5', '0.3'), mark(14, '0.3', '0.7')];
  expect(plotMarks(classLoss, trained, twoPhases, 5)).toEqual([{ x: 110, name: 'θ', value: '0.7→0.3→0.7' }]);
});
