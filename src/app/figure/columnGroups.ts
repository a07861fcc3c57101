import type { ColumnAbout } from '../../schema/about';

/** What stands together in a row: pictures beside each other, and below them what is told of them. */
export interface ColumnGroup {
  readonly pictures: readonly ColumnAbout[];
  readonly bars: ColumnAbout | null;
}

/** Columns in their order, in groups that end with bars each. Pure. */
export function columnGroups(columns: readonly ColumnAbout[]): readonly ColumnGroup[] {
  const groups: ColumnGroup[] = [];
  let pictures: ColumnAbout[] = [];
  for (const column of columns) {
    if (column.kind === 'picture') {
      pictures.push(column);
      continue;
    }
    groups.push({ pictures, bars: column });
    pictures = [];
  }
  return pictures.length > 0 ? [...groups, { pictures, bars: null }] : groups;
}

/** A line of more pictures than this would make them too small for the words below. */
const MOST_IN_LINE = 5;

/**
 * How many pictures of an image stand in a line: all, or half where these are too many, but no fewer than the widest group
 * has. On a phone half of that, and a wider group breaks. Bars are as long as `told` pictures everywhere, so that they can be
 * compared.
 */
export function picturesInLine(groups: readonly ColumnGroup[]): {
  wide: number;
  narrow: number;
  told: number;
} {
  const spans = groups.map(spanOf);
  const all = spans.reduce((sum, span) => sum + span, 0);
  const wide = all > MOST_IN_LINE ? Math.max(Math.ceil(all / 2), ...spans) : all;
  const told = Math.min(...groups.filter(({ bars }) => bars).map(spanOf), wide);
  return { wide, narrow: Math.ceil(wide / 2), told };
}

/** Pictures that a group is as wide as; bars alone need as much room as one. */
export function spanOf({ pictures }: ColumnGroup): number {
  return Math.max(1, pictures.length);
}
