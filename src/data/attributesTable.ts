/** A table of attributes as text: what people and other programs write, in rows of a path and its values. */
import Papa from 'papaparse';

export interface AttributesTable {
  readonly names: readonly string[];
  readonly rows: readonly AttributesRow[];
  /** How it was read, where that is not plain: sentences for a person. */
  readonly notes: readonly string[];
}

interface AttributesRow {
  /** From 1. */
  readonly line: number;
  readonly path: string;
  /** One for each name: 1, 0, or NaN where it is not known. */
  readonly values: readonly number[];
}

/** The cells of a line, or of several where a quoted cell holds line breaks. */
interface Line {
  /** From 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

const VALUES: ReadonlyMap<string, number> = new Map(
  [
    ['1', '+1', '1.0', 'true', 'yes', 't', 'y'].map((word) => [word, 1] as const),
    // −1 is how CelebA says no.
    ['0', '-1', '0.0', '-1.0', 'false', 'no', 'f', 'n'].map((word) => [word, 0] as const),
    ['', 'na', 'n/a', 'nan', 'null', '?'].map((word) => [word, NaN] as const),
  ].flat(),
);

/**
 * Reads lines of a path and its values below a line of names, with commas, semicolons, tabs or, as in CelebA’s own list,
 * spaces between them. Without names the attributes are numbered.
 *
 * @throws Error with one sentence that names the line which cannot be understood
 */
export function parseAttributes(text: string): AttributesTable {
  const { lines, count } = linesOf(text);
  const [head] = lines;
  const isNamed = head === undefined || !isRow(head.cells);
  const names = isNamed
    ? namesOf(head?.cells ?? [])
    : head.cells.slice(1).map((_, k) => `attribute ${k + 1}`);
  if (names.length === 0) {
    throw new Error(
      'The attributes’ first line should be “path”, then a name for each attribute, with commas between them.',
    );
  }
  const rows = lines.slice(isNamed ? 1 : 0).map((line) => rowOf(line, names));
  const notes = [
    ...(isNamed ? [] : ['The first line names no attributes, so they are numbered.']),
    ...(count === null || count === rows.length
      ? []
      : [`Its first line says ${count} rows, and there are ${rows.length}.`]),
  ];
  return { names, rows, notes };
}

/** Every line that is not blank, and the number of rows where CelebA’s form begins with it. */
function linesOf(text: string): { lines: Line[]; count: number | null } {
  // Old Macs end a line with a carriage return, and faulty tools with two before the line feed.
  const plain = text.replace(/^\uFEFF/, '').replace(/\r*\n|\r+/g, '\n');
  const [, opening = '', counted, told] = /^(\s*(?:(\d+)|sep=(.))[^\S\n]*\n)?/i.exec(plain)!;
  const before = opening.split('\n').length - 1;
  const { cells, isDelimited } = separated(plain.slice(opening.length), told, before);
  const filled = cells.filter((line) => line.cells.some((cell) => cell.trim() !== ''));
  return {
    lines: isDelimited ? filled : spaced(filled),
    count: counted === undefined ? null : Number(counted),
  };
}

/** @param before lines above the text */
function separated(
  text: string,
  told: string | undefined,
  before: number,
): { cells: Line[]; isDelimited: boolean } {
  // What the first line is full of is between its cells; spaces only where it has nothing else.
  const first = text.trimStart().split('\n', 1)[0]!;
  const found = told === undefined ? [',', ';', '\t', '|'].filter((mark) => first.includes(mark)) : [told];
  const { data, errors } = Papa.parse<string[]>(text, {
    newline: '\n',
    ...(found.length > 1 ? { delimitersToGuess: found } : { delimiter: found[0] ?? ',' }),
  });
  let next = before + 1;
  const cells = data.map((line) => {
    const number = next;
    next += line.join('').split('\n').length;
    return { number, cells: line };
  });
  const quotes = errors.find(({ type }) => type === 'Quotes');
  if (quotes) {
    const { number } = cells[Math.min(quotes.row ?? 0, cells.length - 1)]!;
    throw new Error(
      `Line ${number} of the attributes opens a quoted cell that does not end as one: remove the quotation mark, or double it.`,
    );
  }
  return { cells, isDelimited: found.length > 0 };
}

/** Lines of one cell, taken apart at their spaces. A path may have some, too: the values are the last. */
function spaced(lines: readonly Line[]): Line[] {
  const words = lines.map(({ number, cells }) => ({ number, cells: cells.join(' ').trim().split(/\s+/) }));
  const [head, first] = words;
  if (!head) return [];
  if (isRow(head.cells)) return words.map((line) => withPath(line, head.cells.length - 1));
  const trailing = first ? first.cells.length - 1 - first.cells.findLastIndex((cell) => !isValue(cell)) : 0;
  // CelebA’s own list has no name for its column of paths.
  const names = trailing >= head.cells.length ? head.cells : head.cells.slice(1);
  return [
    { number: head.number, cells: ['path', ...names] },
    ...words.slice(1).map((line) => withPath(line, names.length)),
  ];
}

function withPath({ number, cells }: Line, values: number): Line {
  const at = Math.max(1, cells.length - values);
  return { number, cells: [cells.slice(0, at).join(' '), ...cells.slice(at)] };
}

/** Whether these are values of an image rather than the names of attributes. */
function isRow([path = '', ...cells]: readonly string[]): boolean {
  const isPath = /[/\\]|\.\w{2,5}$/.test(path.trim());
  return isPath && cells.every(isValue) && cells.some((cell) => cell.trim() !== '');
}

function isValue(cell: string): boolean {
  return VALUES.has(cell.trim().toLowerCase());
}

/** Without the empty columns that a trailing comma makes. */
function namesOf([, ...cells]: readonly string[]): string[] {
  const names = cells.map((name) => name.trim());
  return names
    .slice(0, names.findLastIndex((name) => name !== '') + 1)
    .map((name, k) => (name === '' ? `attribute ${k + 1}` : name));
}

function rowOf(
  { number: line, cells: [path = '', ...cells] }: Line,
  names: readonly string[],
): AttributesRow {
  const where = `Line ${line} of the attributes`;
  if (path.trim() === '') throw new Error(`${where} has no path: its first cell should name an image.`);
  if (path.trim().includes('\n')) {
    throw new Error(
      `${where} has a quoted cell over several lines in place of a path: remove the quotation marks.`,
    );
  }
  const beyond = cells.slice(names.length).find((cell) => cell.trim() !== '');
  if (beyond !== undefined) {
    throw new Error(`${where} has more values (“${beyond}”) than the first line has names.`);
  }
  const values = names.map((name, k) => {
    const value = VALUES.get((cells[k] ?? '').trim().toLowerCase());
    if (value !== undefined) return value;
    throw new Error(`${where}, column “${name}”: “${cells[k]}” should be 1, 0 or empty.`);
  });
  return { line, path: path.trim(), values };
}
