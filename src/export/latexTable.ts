import { latexTable } from '../base/latexTable';
import { referenceCells, rowCells, TABLE_HEADER, tableNotes } from '../experiments/tableColumns';
import type { Table } from '../experiments/tableResult';

/** The table as a LaTeX `table` with its caption; needs the package booktabs. */
export function tableToLatex(table: Table): string {
  return latexTable({
    caption: table.caption,
    leftColumns: 2,
    header: TABLE_HEADER,
    groups: [table.rows.map((row) => rowCells(table, row)), table.references.map(referenceCells)],
    notes: tableNotes(table),
  });
}
