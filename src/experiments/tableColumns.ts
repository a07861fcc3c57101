/** A table as lines of text, for the formats that show it: the same cells in each. */
import { tableFeatures, type TableSetting } from './tablePlan';
import type { Table, TableCell, TableReference, TableRow } from './tableResult';

/** Its columns. */
export function tableHeader({ setting }: Table): string[] {
  const { layers } = tableFeatures(setting);
  return ['', 'Row', 'Paper (STL-10)', ...layers, differenceTitle(setting)];
}

/** “conv5 − baseline” */
export function differenceTitle(setting: TableSetting): string {
  return `${tableFeatures(setting).judged} − baseline`;
}

const REFERENCE_TITLES: Readonly<Record<string, string>> = {
  random: 'Random discriminator',
  autoencoder: 'Autoencoder, φ',
  pixels: 'Pixels',
  majority: 'Most frequent label',
};

/** Where there is no number. */
const NONE = '–';

/** The rows’ cells, in the order of the header. */
export function rowCells({ setting, seeds }: Table, row: TableRow): string[] {
  const { letter, title, paper, cells, difference } = row;
  const part = row.seeds.length < seeds.length ? ` [${row.seeds.length} of ${seeds.length} seeds]` : '';
  return [
    letter ?? '',
    title + part,
    paper?.toFixed(2) ?? NONE,
    ...tableFeatures(setting).layers.map((layer) => cellText(cells[layer] ?? null)),
    difference ? signed(cellText(difference)) : NONE,
  ];
}

/** The references’ cells; a single number stands below the judged layer. */
export function referenceCells({ setting }: Table, { network, cells, cell }: TableReference): string[] {
  const { layers, judged, beside } = tableFeatures(setting);
  const single = layers.map((layer) => (layer === judged ? cellText(cell) : ''));
  const several = layers.map((layer) => cellText(cells[layer] ?? null));
  const title = REFERENCE_TITLES[network] ?? beside[network]?.title ?? network;
  return ['', title, NONE, ...(cell ? single : several), NONE];
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
