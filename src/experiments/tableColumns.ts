/** A table as lines of text, for the formats that show it: the same cells in each. */
import { TABLE_LAYERS } from './tablePlan';
import type { Table, TableCell, TableReference, TableRow } from './tableResult';

export const TABLE_HEADER = ['', 'Row', 'Paper (STL-10)', ...TABLE_LAYERS, 'conv5 − baseline'] as const;

const REFERENCE_TITLES: Record<TableReference['network'], string> = {
  random: 'Random discriminator',
  autoencoder: 'Autoencoder, φ',
  pixels: 'Pixels',
  majority: 'Most frequent label',
};

/** Where there is no number. */
const NONE = '–';

/** The rows’ cells, in the order of TABLE_HEADER. */
export function rowCells({ seeds }: Table, row: TableRow): string[] {
  const { letter, title, paper, cells, difference } = row;
  const part = row.seeds.length < seeds.length ? ` [${row.seeds.length} of ${seeds.length} seeds]` : '';
  return [
    letter ?? '',
    title + part,
    paper?.toFixed(2) ?? NONE,
    ...TABLE_LAYERS.map((layer) => cellText(cells[layer] ?? null)),
    difference ? signed(cellText(difference)) : NONE,
  ];
}

/** The references’ cells; a single number stands below conv5. */
export function referenceCells({ network, cells, cell }: TableReference): string[] {
  const single = TABLE_LAYERS.map((layer) => (layer === 'conv5' ? cellText(cell) : ''));
  const several = TABLE_LAYERS.map((layer) => cellText(cells[layer] ?? null));
  return ['', REFERENCE_TITLES[network], NONE, ...(cell ? single : several), NONE];
}

/** Sentences below the table: protocol, what failed or was drawn anew, what is missing. */
export function tableNotes({ protocol, rows, missing }: Table): string[] {
  const troubles = rows.flatMap(({ title, failures, redrawn = [] }) =>
    [...failures, ...redrawn].map((trouble) => `${title}: ${trouble}`),
  );
  return [
    ...(protocol === '' ? [] : [`Probes: ${protocol}.`]),
    ...troubles,
    ...(missing.length === 0 ? [] : [`Not measured yet: ${missing.join(', ')}.`]),
  ];
}

/** “57.3 ± 0.4”, of shares. */
function cellText(cell: TableCell | null): string {
  if (!cell) return NONE;
  const percent = (share: number): string => (100 * share).toFixed(1);
  return cell.deviation === null ? percent(cell.mean) : `${percent(cell.mean)} ± ${percent(cell.deviation)}`;
}

function signed(text: string): string {
  return text.startsWith('-') ? text.replace('-', '−') : `+${text}`;
}
