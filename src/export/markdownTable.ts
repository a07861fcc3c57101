import type { Table } from '../experiments/tableResult';
import { referenceCells, rowCells, tableHeader, tableNotes } from '../experiments/tableColumns';

/** The table as Markdown: caption, table, notes. */
export function tableToMarkdown(table: Table): string {
  const header = tableHeader(table);
  const rules = header.map((_, i) => (i < 2 ? '---' : '---:'));
  const lines = [
    header,
    rules,
    ...table.rows.map((row) => rowCells(table, row)),
    ...table.references.map((row) => referenceCells(table, row)),
  ].map((cells) => `| ${cells.map(escape).join(' | ')} |`);
  const notes = tableNotes(table).map((note) => `\n- ${note}`);
  return `${table.caption}\n\n${lines.join('\n')}\n${notes.join('')}${notes.length > 0 ? '\n' : ''}`;
}

function escape(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
