import { expect, it } from 'vitest';
import { csvText } from '../base/csv';
import { networkName } from '../experiments/networkName';
import type { MeasuredRow, MeasureHead } from '../worker/protocol';
import { cellsOf, efficiencyLines, tableCsv, tableLines } from './measured';

function row(
  network: MeasuredRow['network'],
  split: number,
  value: number,
  more: Partial<MeasuredRow> = {},
): MeasuredRow {
  return {
    ...{
      method: 'probe',
      network,
      layer: 'conv1',
      share: 1,
      split,
      value,
      interval: { low: value - 0.1, high: value + 0.2 },
    },
    ...{ classification: null, attributes: null, protocol: 'as, “always”' },
    ...more,
  };
}

it('puts splits together: mean, deviation, and the mean of one split’s interval', () => {
  const [cell] = cellsOf([row('trained', 0, 0.5), row('trained', 1, 0.7)]);
  expect(cell!.value).toBeCloseTo(0.6, 12);
  expect(cell!.deviation).toBeCloseTo(Math.SQRT2 / 10, 12);
  expect(cell!.interval!.low).toBeCloseTo(0.5, 12);
  expect(cell!.interval!.high).toBeCloseTo(0.8, 12);
  expect(cellsOf([row('trained', 0, 0.5)])[0]!.deviation).toBeNull();
});

it('lays the table out layer by layer, networks under one another, k-NN beside the probe', () => {
  const cells = cellsOf([
    row('trained', 0, 0.5),
    row('trained', 0, 0.6, { layer: 'conv2' }),
    row('trained', 0, 0.4, { method: 'knn' }),
    row('random', 0, 0.3),
    row('random', 0, 0.1, { share: 0.05 }),
  ]);
  const lines = tableLines(cells).map(({ layer, network, cells: { probe, knn } }) => [
    layer,
    network,
    probe?.value,
    knn?.value,
  ]);
  expect(lines).toEqual([
    ['conv1', 'trained', 0.5, 0.4],
    ['conv1', 'random', 0.3, undefined],
    ['conv2', 'trained', 0.6, undefined],
  ]);
});

it('lays fewer labels out by their share, the smallest first, and leaves out what has only one', () => {
  const lines = efficiencyLines(
    cellsOf([
      row('trained', 0, 0.5),
      row('trained', 0, 0.2, { share: 0.01 }),
      row('trained', 0, 0.4, { share: 0.1 }),
      row('trained', 0, 0.6, { method: 'knn' }),
    ]),
  );
  expect(lines.map(({ method, cells }) => [method, cells.map(({ share, value }) => [share, value])])).toEqual(
    [
      [
        'probe',
        [
          [0.01, 0.2],
          [0.1, 0.4],
          [1, 0.5],
        ],
      ],
    ],
  );
});

it('calls a discriminator that has its first weights untrained', () => {
  expect(networkName('trained', { isUntrained: true })).toBe('untrained');
  expect(networkName('trained', { isUntrained: false })).toBe('trained');
  expect(networkName('random', { isUntrained: true })).toBe('random');
});

it('writes every number as CSV, with quotes where they are needed', () => {
  const head: MeasureHead = {
    ...{
      moment: { phase: 'repair', step: 7 },
      isUntrained: false,
      images: 24,
      labelled: 30,
      classes: ['a', 'b'],
    },
    ...{ measure: 'accuracy', chance: 0.5, splits: 1, set: 'pets', isTransfer: false, head: 'linear' },
  };
  const classification = {
    count: 2,
    accuracy: 0.5,
    interval: { low: 0, high: 1 },
    confusion: [],
    perClass: [1, null],
  };
  const text = csvText(tableCsv(head, [row('random', 0, 0.5, { classification })]));
  expect(text.split('\r\n').slice(1)).toEqual([
    'probe,random,conv1,repair,7,24,accuracy,pets,1,0,,0.5,0.4,0.7,"as, “always”"',
    'probe,random,conv1,repair,7,24,accuracy,pets,1,0,a,1,,,',
    'probe,random,conv1,repair,7,24,accuracy,pets,1,0,b,,,,',
    'majority,,,repair,7,24,accuracy,pets,1,0,,0.5,,,',
    '',
  ]);
});
