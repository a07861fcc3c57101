/** One small table in every format, with what each of them could trip over. */
import { describe, expect, test } from 'vitest';
import { makeConfig } from '../experiments/presets';
import { hasRenderings, rowCells, tableHeader } from '../experiments/tableColumns';
import { COMBINATIONS } from '../methods/transformations/experiments';
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
      cells: { conv5: { mean: 0.5, deviation: null, values: [0.5], interval: { low: 0.4, high: 0.6 } } },
      difference: { mean: -0.0731, deviation: null, values: [-0.0731] },
      ...{ seeds: [2], failures: ['Seed 1: classLoss became NaN in step 3.'] },
    },
  ],
  references: [
    { network: 'random', cells: { conv1: three }, cell: null },
    { network: 'majority', cells: {}, cell: three },
  ],
  missing: ['c-seed3', 'references-seed3'],
});

describe('a table', () => {
  test('as Markdown has one line a row, the paper beside ours, and says what is missing and what failed', () => {
    const lines = tableToMarkdown(TABLE).split('\n');
    expect(lines[0]).toBe(TABLE.caption);
    expect(lines.slice(4, 8)).toEqual([
      '|  | Baseline | 79.94 | 57.3 ± 0.4 | – | – | – | 57.3 ± 0.4 | – |',
      '| (c) | Drop rate, "low" \\| 0.1 [1 of 3 seeds] | 70.92 | – | – | – | – | 50.0 [40.0, 60.0] | −7.3 |',
      '|  | Random network | – | 57.3 ± 0.4 | – | – | – | – | – |',
      '|  | Most frequent label | – |  |  |  |  | 57.3 ± 0.4 | – |',
    ]);
    expect(lines.slice(9, 12)).toEqual([
      '- Probes: softmax, ½·λ·‖W‖².',
      '- Drop rate, "low" | 0.1: Seed 1: classLoss became NaN in step 3.',
      '- Not measured yet: Drop rate, "low" | 0.1, seed 3; the references, seed 3.',
    ]);
  });

  test('has no column without a number, and says when a table is of a thesis', () => {
    const bare = { ...TABLE, rows: TABLE.rows.map((row) => ({ ...row, paper: null, difference: null })) };
    expect(tableHeader(bare)).toEqual(['', 'Row', 'conv1', 'conv2', 'conv3', 'conv4', 'conv5']);
    expect(rowCells(bare, bare.rows[0]!)).toHaveLength(7);
    const base = makeConfig({ method: 'transformations', size: 'tiny' });
    const { title } = COMBINATIONS;
    expect(tableHeader({ ...TABLE, setting: { ...TABLE.setting, title, base } })).toContain(
      'Thesis (STL-10)',
    );
  });

  test('has renderings where the method of any row makes some', () => {
    expect(hasRenderings(TABLE)).toBe(true);
    const base = makeConfig({ method: 'rotations', size: 'tiny' });
    const rotations = { ...TABLE, setting: { ...TABLE.setting, base } };
    expect(hasRenderings(rotations)).toBe(false);
    const [row] = TABLE.rows;
    const methods = { ...rotations, rows: [{ ...row!, changes: { method: 'artifacts' } }] };
    expect(hasRenderings(methods)).toBe(true);
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
