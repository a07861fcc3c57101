import { expect, it } from 'vitest';
import { csvText } from './csv';

it('quotes what RFC 4180 and spreadsheets want quoted', () => {
  const rows = [
    ['a', 'b,c', 'say "no"', 'two\r\nlines', null],
    ['x;y', 1.5, -0.5, 'a\tb', 1e-7],
  ];
  expect(csvText(rows)).toBe('a,"b,c","say ""no""","two\r\nlines",\r\n"x;y",1.5,-0.5,"a\tb",1e-7\r\n');
});

it.each([
  ['=1+2', "'=1+2"],
  ['=HYPERLINK("http://x.example";"a")', '"\'=HYPERLINK(""http://x.example"";""a"")"'],
  ['+49 30', "'+49 30"],
  ['-1+cmd|x', "'-1+cmd|x"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '"\'\t=1"'],
  ['\r=1', '"\'\r=1"'],
  ['＝1+2', "'＝1+2"],
  ['--', "'--"],
])('disarms %j', (cell, written) => {
  expect(csvText([[cell]])).toBe(`${written}\r\n`);
});

it.each(['-0.5', '+1', '-1e-7', '.5', '-0.5 ± 0.1', '-3%', '−0.5', 'a=b', 'cat/=1.png', '–', ''])(
  'leaves %j as it is',
  (cell) => {
    expect(csvText([[cell]])).toBe(`${cell}\r\n`);
  },
);
