import { expect, it } from 'vitest';
import { fieldsOf } from '../experiments/config';
import { chartsOf } from './chartSpecs';
import {
  AFTER_MASK,
  BEFORE_MASK,
  MASK_HELP,
  PREDICTION_HELP,
  SCORE_HELP,
} from '../methods/artifacts/page/figure/columns';
import { GLOSSARY } from '../methods/artifacts/page/learn/glossary';
import { settingHelp } from './settingHelp';

const FIELDS = fieldsOf({ method: 'artifacts' });

/** Five equations, nine figures, five tables, six sections: what the paper has. */
const PLACE = /§[1-6](\.\d)*|eqs?\. \([1-5]\)|Fig\. [1-9]|Table [1-5]/;
const sourceOf = (text: string) => / In the paper: (.*)\.$/.exec(text)?.[1] ?? '';

/** [P] is the paper; where it says nothing, the description says that. */
const speaks = (description: string) =>
  /(?<!Unstated in |neither )\[P\](?! (silent|unstated|none|does not))/.test(description);

it.each(FIELDS.filter(({ description }) => speaks(description)))(
  '$title names its place in the paper',
  (field) => {
    const source = sourceOf(settingHelp('artifacts', field));
    expect(source).toMatch(PLACE);
    for (const [, equation] of field.description.matchAll(/eq\. (\d)/g))
      expect(source).toContain(`(${equation})`);
    for (const [, row] of field.description.matchAll(/ablation \((\w)\)/g))
      expect(source).toMatch(new RegExp(`Table 1.*\\(${row}\\)`));
  },
);

it('names no place for what is not the paper’s', () => {
  const own = FIELDS.filter(({ key }) => ['seed', 'batchSize', 'weightDecay', 'noise'].includes(key));
  expect(own).toHaveLength(4);
  for (const field of own) expect(settingHelp('artifacts', field)).toBe(field.description);
});

it('has every word, column and loss of the method at its place', () => {
  for (const { source } of GLOSSARY) expect(source).toMatch(PLACE);
  for (const { help } of [...BEFORE_MASK, ...AFTER_MASK]) expect(help).toMatch(PLACE);
  for (const help of [MASK_HELP, PREDICTION_HELP, SCORE_HELP]) expect(help).toMatch(PLACE);
  for (const { testId, help } of chartsOf({ method: 'artifacts' }))
    if (/loss|reconstruction/.test(testId)) expect(help).toMatch(PLACE);
});

it.each(FIELDS)('says first what raising $title does, or switching it on', ({ key, schema, description }) => {
  const { type } = schema.def as { readonly type: string };
  if (type === 'enum') return; // its choices are named one by one
  expect(description, key).toMatch(type === 'boolean' ? /^On: / : /^Higher( or lower)?[:,]/);
});
