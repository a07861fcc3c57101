import { latexTable } from '../base/latexTable';
import { referenceCells, rowCells, tableHeader, tableNotes } from '../experiments/tableColumns';
import type { Table } from '../experiments/tableResult';

/** The table as a LaTeX `table` with its caption; needs the package booktabs. */
export function tableToLatex(table: Table): string {
  return latexTable({
    caption: table.caption,
    leftColumns: 2,
    header: tableHeader(table),
    groups: [
      table.rows.map((row) => rowCells(table, row)),
      table.references.map((row) => referenceCells(table, row)),
    ],
    notes: tableNotes(table),
  });
}
