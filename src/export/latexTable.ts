import type { Table } from '../experiments/tableResult';
import { referenceCells, rowCells, TABLE_HEADER, tableNotes } from '../experiments/tableColumns';

/** What LaTeX reads otherwise than it is meant; letters beyond ASCII need UTF-8, which is its default since 2018. */
const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '{': '\\{',
  '}': '\\}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '±': '$\\pm$',
  '−': '$-$',
  '×': '$\\times$',
  '·': '$\\cdot$',
  '≤': '$\\le$',
  λ: '$\\lambda$',
  θ: '$\\theta$',
  φ: '$\\varphi$',
  σ: '$\\sigma$',
  '‖': '$\\Vert$',
  '∇': '$\\nabla$',
  '½': '$\\frac{1}{2}$',
  '²': '$^2$',
};

/** The table as a LaTeX `table` with its caption; needs the package booktabs. */
export function tableToLatex(table: Table): string {
  const line = (cells: readonly string[]): string => `    ${cells.map(escape).join(' & ')} \\\\`;
  const notes = tableNotes(table).map(escape).join(' ');
  return [
    '% needs \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escape(table.caption)}}`,
    `  \\begin{tabular}{ll${'r'.repeat(TABLE_HEADER.length - 2)}}`,
    '    \\toprule',
    line(TABLE_HEADER),
    '    \\midrule',
    ...table.rows.map((row) => line(rowCells(table, row))),
    ...(table.references.length > 0 ? ['    \\midrule'] : []),
    ...table.references.map((reference) => line(referenceCells(reference))),
    '    \\bottomrule',
    '  \\end{tabular}',
    ...(notes === '' ? [] : [`  \\par\\smallskip\\footnotesize ${notes}`]),
    '\\end{table}',
    '',
  ].join('\n');
}

function escape(text: string): string {
  return [...text].map((letter) => SPECIAL[letter] ?? letter).join('');
}
