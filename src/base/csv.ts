/** Tables as CSV, for spreadsheets and programs alike. */

export type CsvCell = string | number | null;

/** What begins a formula in spreadsheets: a cell that begins so is computed, not shown. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** Numbers, as they are and with a deviation, may begin with a sign. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?( ± \d+\.?\d*(e[+-]?\d+)?)?%?$/i;
/** Of these only comma, quote and line ends need quotes (RFC 4180), but some spreadsheets split at the others. */
const NEEDS_QUOTES = /[",;\t\r\n]/;

/**
 * Lines of cells, each ending in CR LF (RFC 4180); null is an empty cell. Text that a spreadsheet would compute, as a file
 * called “=1+2.png” in a download, is disarmed by an apostrophe before it.
 */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(value: CsvCell): string {
  if (typeof value !== 'string') return String(value ?? '');
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
