import { expect, it } from 'vitest';
import { counted, duration, megabytes, settingText, short } from './format';

it('writes durations in the two largest units', () => {
  expect([8, 185, 7800, 457_200].map(duration)).toEqual(['8 s', '3 min 05 s', '2 h 10 min', '5 d 7 h']);
});

it('writes numbers short, and never as something else', () => {
  expect([0, 0.03123, 12.34, 1234.5, 3e-4, 2.5e7, NaN].map(short)).toEqual([
    '0',
    '0.0312',
    '12.3',
    '1,235',
    '3e-4',
    '2.5e7',
    '–',
  ]);
});

it('writes settings so that a field can read them back', () => {
  expect([2147483647, 32 / 255, 1e-8, 3e-4].map(settingText)).toEqual([
    '2147483647',
    '0.1255',
    '1e-8',
    '0.0003',
  ]);
});

it('counts', () => {
  expect([counted(1, 'file'), counted(1200, 'file'), megabytes(5 * 2 ** 20), megabytes(9)]).toEqual([
    '1 file',
    '1,200 files',
    '5.0 MB',
    'under 0.1 MB',
  ]);
});
