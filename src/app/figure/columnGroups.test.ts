import { expect, it } from 'vitest';
import { aboutMethod, METHOD_IDS } from '../../experiments/abouts';
import type { ColumnAbout } from '../../schema/about';
import { columnGroups, picturesInLine, spanOf } from './columnGroups';

const column = (id: string, kind: ColumnAbout['kind']): ColumnAbout => ({ id, kind, title: id, help: id });
const [a, b, c] = ['a', 'b', 'c'].map((id) => column(id, 'picture')) as [
  ColumnAbout,
  ColumnAbout,
  ColumnAbout,
];
const [told, other] = ['told', 'other'].map((id) => column(id, 'bars')) as [ColumnAbout, ColumnAbout];

it('puts bars under the pictures before them', () => {
  const groups = columnGroups([a, told, b, c, other]);
  expect(groups).toEqual([
    { pictures: [a], bars: told },
    { pictures: [b, c], bars: other },
  ]);
  expect(groups.map(spanOf)).toEqual([1, 2]);
});

it('keeps pictures without bars, and bars without pictures, which are as wide as one', () => {
  const groups = columnGroups([told, other, a, b]);
  expect(groups).toEqual([
    { pictures: [], bars: told },
    { pictures: [], bars: other },
    { pictures: [a, b], bars: null },
  ]);
  expect(groups.map(spanOf)).toEqual([1, 1, 2]);
});

it('puts many pictures of an image into two lines, as wide as the widest group at least', () => {
  const lines = (...spans: number[]) =>
    picturesInLine(spans.map((span) => ({ pictures: Array<ColumnAbout>(span).fill(a), bars: told })));
  expect(lines(1, 1, 2)).toEqual({ wide: 4, narrow: 2, told: 1 });
  expect(lines(1, 1, 2, 1, 4)).toEqual({ wide: 5, narrow: 3, told: 1 });
  expect(lines(1, 6)).toEqual({ wide: 6, narrow: 3, told: 1 });
  expect(lines(4)).toEqual({ wide: 4, narrow: 2, told: 4 });
  expect(lines(1, 1, 4)).toEqual({ wide: 4, narrow: 2, told: 1 });
});

it.each(METHOD_IDS)('loses no column of %s', (method) => {
  const columns = aboutMethod(method).figure;
  const shown = columnGroups(columns).flatMap(({ pictures, bars }) => [...pictures, ...(bars ? [bars] : [])]);
  expect(shown).toEqual(columns);
});
