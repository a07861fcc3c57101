/** The rows of a sweep: every combination of the values that some fields are to take. */
import { FIRST_METHOD, type MethodId } from './abouts';
import { fieldsOf, valueOf, type ConfigKey } from './config';
import { unknownSetting } from './configProblems';
import { parseEntries } from './link';
import type { RowWish } from './tablePlan';

/** A field and its values as text, as in a link. */
export interface GridAxis {
  readonly key: string;
  readonly values: readonly string[];
}

/** “theta=0.1,0.5”. Throws one sentence where it is not of this form or a value is out of range. */
export function parseAxis(text: string, method: MethodId = FIRST_METHOD): GridAxis {
  const [key = '', list = '', ...rest] = text.split('=');
  const values = list.split(',').filter((value) => value !== '');
  if (values.length === 0 || rest.length > 0) {
    throw new Error(`A grid looks like theta=0.1,0.5; “${text}” does not.`);
  }
  if (!fieldsOf({ method }).some((field) => field.key === key)) throw new Error(unknownSetting(key, method));
  if (key === 'seed') throw new Error('Seeds are no grid: give their number with --seeds.');
  const { problems } = parseEntries([['method', method], ...values.map((value) => [key, value] as const)]);
  if (problems.length > 0) throw new Error(problems.join(' '));
  return { key, values };
}

/** One row for each combination, the last axis changing fastest. */
export function gridRows(axes: readonly GridAxis[], method: MethodId = FIRST_METHOD): RowWish[] {
  const combinations = axes.reduce<(readonly [string, string])[][]>(
    (before, { key, values }) =>
      before.flatMap((entries) => values.map((value) => [...entries, [key, value] as const])),
    [[]],
  );
  return combinations.map((entries) => {
    const title = entries.map(([key, value]) => `${key} = ${value}`).join(', ');
    const id = entries.map(([key, value]) => `${key}=${value}`).join('+');
    return { id, letter: null, title, paper: null, changes: changesOf(entries, method) };
  });
}

function changesOf(entries: readonly (readonly [string, string])[], method: MethodId): RowWish['changes'] {
  const { config } = parseEntries([['method', method], ...entries]);
  return Object.fromEntries(entries.map(([key]) => [key, valueOf(config, key as ConfigKey)]));
}
