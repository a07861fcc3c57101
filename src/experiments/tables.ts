/** Tables of the methods’ papers, as rows of a sweep. */
import type { TableAbout, TableRowAbout } from '../schema/about';
import { aboutMethod, FIRST_METHOD, METHOD_IDS, type MethodId } from './abouts';
import { fieldsOf, type Changes, type Config, type Setting } from './config';
import { phasesOf } from './phases';
import type { RowWish, TableSetting } from './tablePlan';

export function tablesOf({ method }: Pick<Config, 'method'>): readonly TableAbout[] {
  return aboutMethod(method).tables;
}

/** The table of this name and whose it is. Null where there is none. */
export function findTable(id: string): { readonly method: MethodId; readonly table: TableAbout } | null {
  for (const method of METHOD_IDS) {
    const table = tablesOf({ method }).find((candidate) => candidate.id === id);
    if (table) return { method, table };
  }
  return null;
}

/** The table that these rows are of, or else the first of their method; undefined where it has none. */
export function tableAbout({ title, base }: Pick<TableSetting, 'title' | 'base'>): TableAbout | undefined {
  const tables = tablesOf(base);
  return tables.find((table) => table.title === title) ?? tables[0];
}

/** A row as it is listed: “(c) Drop rate”, “Rot: Rotations alone”. */
export function rowLabel(letter: string | null, title: string): string {
  if (!letter) return title;
  return letter.endsWith(')') ? `${letter} ${title}` : `${letter}: ${title}`;
}

/** What the baseline sets itself, so that every other row is told by what it changes of this. */
export function baseChanges({ rows, baseline }: TableAbout): Changes {
  return rows.find(({ id }) => id === baseline)!.changes;
}

/** A setting in which a row takes minutes: that of the method’s first table, or what it has of the first method’s. */
export function quickSetting(method: MethodId): Changes {
  const [own] = tablesOf({ method });
  if (own) return own.quick;
  const fields = new Set<string>(fieldsOf({ method }).map(({ key }) => key));
  const others = quickSetting(FIRST_METHOD) as Readonly<Record<string, Setting>>;
  const steps = others[phasesOf({ method: FIRST_METHOD }).at(-1)!.budget.steps]!;
  return Object.fromEntries([
    ...Object.entries(others).filter(([key]) => fields.has(key)),
    ...phasesOf({ method }).map(({ budget }) => [budget.steps, steps] as const),
  ]);
}

/** The rows with these ids, or all that the paper has. Throws one sentence for an id that there is none of, or twice. */
export function tableRows(table: TableAbout, ids?: readonly string[]): RowWish[] {
  const { rows, baseline } = table;
  if (!ids)
    return rows.filter(({ id, row }) => row !== null || id === baseline).map((row) => wish(table, row));
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) throw new Error(`The row “${twice}” was asked for twice.`);
  return ids.map((id) => {
    const found = rows.find((candidate) => candidate.id === id);
    if (found) return wish(table, found);
    throw new Error(`There is no row “${id}”; choose from ${rows.map((row) => row.id).join(', ')}.`);
  });
}

function wish(table: TableAbout, { id, row, title, paper, changes }: TableRowAbout): RowWish {
  return { id, letter: row, title, paper, changes: { ...baseChanges(table), ...changes } };
}
