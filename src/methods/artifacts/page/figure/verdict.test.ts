import { expect, it } from 'vitest';
import type { FigureColumn } from '../../../../worker/protocol';
import { areaText, verdictOf } from './verdict';

const of = <T>(value: T): Record<FigureColumn, T> => ({
  ...{ original: value, real: value, damaged: value },
  ...{ repaired: value, ungated: value, twice: value },
});

const row = (real: number, repaired: number, mask = [1, 1, 0, 0], predicted = [0.9, 0.4, 0.6, 0.1]) => ({
  score: { ...of(0.5), real, repaired },
  mask: Uint8Array.from(mask),
  predictedMask: { ...of(new Float32Array(4)), repaired: Float32Array.from(predicted) },
});

it('C is right where the real picture scores above the corrupt one that it is shown, whatever both are', () => {
  expect(verdictOf(row(0.2, 0.1), 'repaired')).toMatchObject({
    isRight: true,
    text: 'told apart',
    mark: '✓',
  });
  expect(verdictOf(row(0.8, 0.9), 'repaired')).toMatchObject({ isRight: false, text: 'fooled', mark: '✗' });
  expect(verdictOf(row(0.4, 0.4), 'repaired')).toMatchObject({ isRight: null, text: 'alike', mark: '=' });
  expect(verdictOf(row(0.6, 0.9), 'damaged').isRight).toBe(true);
});

it('the predicted Ω has an area under the ROC curve, but for an Ω of one kind', () => {
  // Of four pairs of a kept and a dropped cell, 0.4 against 0.6 is wrong.
  expect(verdictOf(row(1, 0), 'repaired').maskArea).toBe(0.75);
  expect(verdictOf(row(1, 0), 'damaged').maskArea).toBe(0.5);
  for (const mask of [
    [1, 1, 1, 1],
    [0, 0, 0, 0],
  ])
    expect(verdictOf(row(1, 0, mask), 'repaired').maskArea).toBeNull();
  expect([areaText(0.75), areaText(null)]).toEqual(['0.75', '–']);
});
