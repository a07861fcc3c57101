import { csvText, type CsvCell } from '../base/csv';
import { differenceTitle } from '../experiments/tableColumns';
import { tableFeatures } from '../experiments/tablePlan';
import type { Table, TableCell } from '../experiments/tableResult';

const HEADER = [
  'row',
  'letter',
  'title',
  'network',
  'layer',
  'paper',
  'mean',
  'deviation',
  'seeds',
  'values',
];

/**
 * The table as CSV (RFC 4180), one number a line, unrounded: shares in [0, 1], only the paper’s in percent. `values`
 * are those of the seeds, with spaces. The difference to the baseline is a line of the layer “conv5 − baseline”.
 */
export function tableToCsv({ setting, rows, references }: Table): string {
  const { layers } = tableFeatures(setting);
  const numbers = ({ mean, deviation, values }: TableCell): CsvCell[] => [
    ...[mean, deviation ?? '', values.length],
    values.join(' '),
  ];
  const ofRows = rows.flatMap(({ id, letter, title, paper, cells, difference }) => {
    const line = (layer: string, cell: TableCell | null | undefined): CsvCell[][] =>
      cell ? [[id, letter ?? '', title, 'trained', layer, paper ?? '', ...numbers(cell)]] : [];
    return [
      ...layers.flatMap((layer) => line(layer, cells[layer])),
      ...line(differenceTitle(setting), difference),
    ];
  });
  const ofReferences = references.flatMap(({ network, cells, cell }) => {
    const line = (layer: string, one: TableCell | null | undefined): CsvCell[][] =>
      one ? [['', '', '', network, layer, '', ...numbers(one)]] : [];
    return [...layers.flatMap((layer) => line(layer, cells[layer])), ...line('', cell)];
  });
  return csvText([HEADER, ...ofRows, ...ofReferences]);
}
