/** Tables for LaTeX papers. */

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
  β: '$\\beta$',
  ε: '$\\varepsilon$',
  Ω: '$\\Omega$',
  θ: '$\\theta$',
  φ: '$\\varphi$',
  σ: '$\\sigma$',
  '‖': '$\\Vert$',
  '∇': '$\\nabla$',
  '½': '$\\frac{1}{2}$',
  '²': '$^2$',
};

export interface LatexTable {
  readonly caption: string;
  /** Columns of numbers are set flush right: how many stand flush left before them. */
  readonly leftColumns: number;
  readonly header: readonly string[];
  /** Groups of lines, with a rule between. */
  readonly groups: readonly (readonly (readonly string[])[])[];
  /** Sentences below the table. */
  readonly notes: readonly string[];
}

/** A `table` with its caption; needs the package booktabs. All texts are plain: they are escaped here. */
export function latexTable({ caption, leftColumns, header, groups, notes }: LatexTable): string {
  const line = (cells: readonly string[]): string => `    ${cells.map(escape).join(' & ')} \\\\`;
  const align = 'l'.repeat(leftColumns) + 'r'.repeat(header.length - leftColumns);
  const filled = groups.filter((lines) => lines.length > 0);
  return [
    '% needs \\usepackage{booktabs}',
    '\\begin{table}',
    '  \\centering',
    `  \\caption{${escape(caption)}}`,
    `  \\begin{tabular}{${align}}`,
    '    \\toprule',
    line(header),
    ...filled.flatMap((lines) => ['    \\midrule', ...lines.map(line)]),
    '    \\bottomrule',
    '  \\end{tabular}',
    ...(notes.length === 0 ? [] : [`  \\par\\smallskip\\footnotesize ${notes.map(escape).join(' ')}`]),
    '\\end{table}',
    '',
  ].join('\n');
}

function escape(text: string): string {
  return [...text].map((letter) => SPECIAL[letter] ?? letter).join('');
}
