import { expect, it } from 'vitest';
import { memoryText } from './memoryText';

it('has one unit and one rounding for what is needed and what is allowed', () => {
  expect([1, 80 * 2 ** 20, 80.2 * 2 ** 20, 1023 * 2 ** 20].map(memoryText)).toEqual([
    '1 MB',
    '80 MB',
    '81 MB',
    '1023 MB',
  ]);
  expect([2 ** 30, 1.5 * 2 ** 30, 4 * 2 ** 30, 4.01 * 2 ** 30].map(memoryText)).toEqual([
    '1 GB',
    '1.5 GB',
    '4 GB',
    '4.1 GB',
  ]);
});
