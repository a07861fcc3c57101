import { expect, it } from 'vitest';
import { cellAfterKey, cellAt, withCell } from './brush';

it('sets one cell of a copy, and nothing where it is so already', () => {
  const mask = Uint8Array.of(1, 1, 1, 1);
  expect([...withCell(mask, 2, 0)]).toEqual([1, 1, 0, 1]);
  expect([...mask]).toEqual([1, 1, 1, 1]);
  expect(withCell(mask, 2, 1)).toBe(mask);
});

it('moves by arrow keys and stays inside', () => {
  const from = (cell: number) =>
    ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Enter'].map((key) => cellAfterKey(cell, key, 3));
  expect(from(4)).toEqual([3, 5, 1, 7, null]);
  expect(from(0)).toEqual([0, 1, 0, 3, null]);
  expect(from(8)).toEqual([7, 8, 5, 8, null]);
});

it('finds the cell under the pointer', () => {
  expect(cellAt(0, 0, 4)).toBe(0);
  expect(cellAt(0.99, 0.51, 4)).toBe(11);
  expect([cellAt(1, 0.5, 4), cellAt(-0.01, 0.5, 4), cellAt(0.5, 1.2, 4)]).toEqual([null, null, null]);
});
