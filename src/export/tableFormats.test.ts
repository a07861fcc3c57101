/** One small table in every format, with what each of them could trip over. */
import { describe, expect, test } from 'vitest';
import { makeConfig } from '../experiments/presets';
import { tableSchema, type Table } from '../experiments/tableResult';
import { tableToCsv } from './csvTable';
import { tableToLatex } from './latexTable';
import { tableToMarkdown } from './markdownTable';

const images = { name: 'cats & dogs_50%', count: 10, hash: 'abc' };
const three = { mean: 0.5731, deviation: 0.0042, values: [0.57, 0.5731, 0.5762] };

const TABLE: Table = tableSchema.parse({
  version: 1,
  setting: {
    ...{ version: 1, title: 'Ablations', base: { ...makeConfig({ size: 'tiny' }), seed: 0 } },
    ...{ images, labelled: images },
  },
  caption: 'Images of “cats & dogs_50%”; θ = 0.5.',
  protocol: 'softmax, ½·λ·‖W‖²',
  seeds: [1, 2, 3],
  rows: [
    {
      ...{ id: 'baseline', letter: null, title: 'Baseline', changes: {}, paper: 79.94 },
      ...{ cells: { conv1: three, conv5: three }, difference: null, seeds: [1, 2, 3], failures: [] },
    },
    {
      ...{ id: 'c', letter: '(c)', title: 'Drop rate, "low" | 0.1', changes: { theta: 0.1 }, paper: 70.92 },
      cells: { conv5: { mean: 0.5, deviation: null, values: [0.5] } },
      difference: { mean: -0.0731, deviation: null, values: [-0.0731] },
      ...{ seeds: [2], failures: ['Seed 1: classLoss became NaN in step 3.'] },
    },
  ],
  references: [
    { network: 'random', cells: { conv1: three }, cell: null },
    { network: 'majority', cells: {}, cell: three },
  ],
  missing: ['c-seed3'],
});

describe('a table', () => {
  test('as Markdown has one line a row, the paper beside ours, and says what is missing and what failed', () => {
    const lines = tableToMarkdown(TABLE).split('\n');
    expect(lines[0]).toBe(TABLE.caption);
    expect(lines.slice(4, 8)).toEqual([
      '|  | Baseline | 79.94 | 57.3 ± 0.4 | – | – | – | 57.3 ± 0.4 | – |',
      '| (c) | Drop rate, "low" \\| 0.1 [1 of 3 seeds] | 70.92 | – | – | – | – | 50.0 | −7.3 |',
      '|  | Random discriminator | – | 57.3 ± 0.4 | – | – | – | – | – |',
      '|  | Most frequent label | – |  |  |  |  | 57.3 ± 0.4 | – |',
    ]);
    expect(lines.slice(9, 12)).toEqual([
      '- Probes: softmax, ½·λ·‖W‖².',
      '- Drop rate, "low" | 0.1: Seed 1: classLoss became NaN in step 3.',
      '- Not measured yet: c-seed3.',
    ]);
  });

  test('as CSV has every number unrounded, and quotes what needs it', () => {
    const lines = tableToCsv(TABLE).split('\r\n');
    expect(lines).toHaveLength(1 + 2 + 2 + 2 + 1);
    expect(lines[1]).toBe('baseline,,Baseline,trained,conv1,79.94,0.5731,0.0042,3,0.57 0.5731 0.5762');
    expect(lines[3]).toBe('c,(c),"Drop rate, ""low"" | 0.1",trained,conv5,70.92,0.5,,1,0.5');
    expect(lines[4]).toBe(
      'c,(c),"Drop rate, ""low"" | 0.1",trained,conv5 − baseline,70.92,-0.0731,,1,-0.0731',
    );
    expect(lines[6]).toBe(',,,majority,,,0.5731,0.0042,3,0.57 0.5731 0.5762');
  });

  test('as LaTeX has as many columns as it says, and nothing that LaTeX takes for its own', () => {
    const text = tableToLatex(TABLE);
    expect(text).toContain('cats \\& dogs\\_50\\%');
    expect(text).toContain('57.3 $\\pm$ 0.4');
    const columns = /\\begin\{tabular\}\{([lr]+)\}/.exec(text)![1]!.length;
    const rows = text.split('\n').filter((line) => line.endsWith('\\\\'));
    expect(rows).toHaveLength(5);
    for (const row of rows) expect(row.replaceAll('\\&', '').split('&')).toHaveLength(columns);
    expect(text.replace(/^%.*$/m, '')).not.toMatch(/(?<!\\)[%#_]/);
  });
});
