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

/** Pictures that a group is as wide as; bars alone need as much room as one. */
export function spanOf({ pictures }: ColumnGroup): number {
  return Math.max(1, pictures.length);
}
