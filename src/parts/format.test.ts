import { expect, it } from 'vitest';
import { counted } from '../base/counted';
import { ago, breakable, duration, hyphenated, megabytes, outOf, settingText, short } from './format';

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

it('rounds a part and its whole alike', () => {
  expect([outOf(0.256, 0.26), outOf(3.14, 15), outOf(12.3, 400)]).toEqual([
    '0.26 / 0.26',
    '3.1 / 15.0',
    '12 / 400',
  ]);
});

it('says how long ago, and after a day when', () => {
  const now = Date.parse('2026-03-04T12:00:00Z');
  const before = (seconds: number) => ago(new Date(now - seconds * 1000).toISOString(), now);
  expect([1, 12, 130, 7300].map(before)).toEqual(['just now', '12 s ago', '2 min ago', '2 h ago']);
  expect(before(3 * 86_400)).toBe('Mar 1, 2026');
});

it('writes large sizes in gigabytes', () => {
  expect([1.5 * 2 ** 30, 60 * 2 ** 30].map(megabytes)).toEqual(['1.5 GB', '60 GB']);
});

it('lets numbers and titles break in narrow columns, at the right places only', () => {
  expect(breakable('0.6 ± 0.1').split(' ')).toEqual(['0.6', '±\u00a00.1']);
  expect(hyphenated('Mask accuracy, Reconstruction').split('\u00ad')).toEqual([
    'Mask accu',
    'racy, Recon',
    'struction',
  ]);
});
