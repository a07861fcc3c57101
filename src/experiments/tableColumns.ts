/** A table as lines of text, for the formats that show it: the same cells in each. */
import { capitalised } from '../base/capitalised';
import { aboutMethod, METHOD_IDS } from './abouts';
import { tableFeatures, type TableSetting } from './tablePlan';
import { tableAbout } from './tables';
import type { Table, TableCell, TableReference, TableRow } from './tableResult';

/** Its columns: the row’s letter and title, then numbers. */
export function tableHeader(table: Table): string[] {
  return ['', 'Row', ...numberColumns(table).map(({ title }) => title)];
}

interface NumberColumn {
  readonly title: string;
  readonly ofRow: (row: TableRow) => string;
  readonly ofReference: (reference: TableReference) => string;
}

/** Those that any row can have a number in. */
function numberColumns({ setting, rows }: Table): NumberColumn[] {
  const { layers, judged } = tableFeatures(setting);
  const { source = 'paper', measured = 'STL-10' } = tableAbout(setting) ?? {};
  const ofPaper: NumberColumn = {
    title: `${capitalised(source)} (${measured})`,
    ofRow: ({ paper }) => paper?.toFixed(2) ?? NONE,
    ofReference: () => NONE,
  };
  const ofLayer = (layer: string): NumberColumn => ({
    title: layer,
    ofRow: ({ cells }) => cellText(cells[layer] ?? null),
    // A single number stands below the judged layer.
    ofReference: ({ cells, cell }) => {
      if (cell) return layer === judged ? cellText(cell) : '';
      return cellText(cells[layer] ?? null);
    },
  });
  const ofDifference: NumberColumn = {
    title: differenceTitle(setting),
    ofRow: ({ difference }) => (difference ? signed(cellText(difference)) : NONE),
    ofReference: () => NONE,
  };
  return [
    ...(rows.some(({ paper }) => paper !== null) ? [ofPaper] : []),
    ...layers.map(ofLayer),
    ...(rows.some(({ difference }) => difference !== null) ? [ofDifference] : []),
  ];
}

/** “conv5 − baseline” */
export function differenceTitle(setting: TableSetting): string {
  return `${tableFeatures(setting).judged} − baseline`;
}

const REFERENCE_TITLES: Readonly<Record<string, string>> = {
  random: 'Random network',
  autoencoder: 'Autoencoder, φ',
  pixels: 'Pixels',
  majority: 'Most frequent label',
};

/** Where there is no number. */
const NONE = '–';

/** The rows’ cells, in the order of the header. */
export function rowCells(table: Table, row: TableRow): string[] {
  const { letter, title, seeds } = row;
  const part = seeds.length < table.seeds.length ? ` [${seeds.length} of ${table.seeds.length} seeds]` : '';
  return [letter ?? '', title + part, ...numberColumns(table).map(({ ofRow }) => ofRow(row))];
}

/** The references’ cells. */
export function referenceCells(table: Table, reference: TableReference): string[] {
  const { network } = reference;
  const { beside } = tableFeatures(table.setting);
  const title = REFERENCE_TITLES[network] ?? beside[network]?.title ?? network;
  return ['', title, ...numberColumns(table).map(({ ofReference }) => ofReference(reference))];
}

/** Whether its rows, or some, have rendered images: Figure 6. */
export function hasRenderings({ setting, rows }: Table): boolean {
  return rows.some(({ changes }) => {
    const method = METHOD_IDS.find((id) => id === changes['method']) ?? setting.base.method;
    return aboutMethod(method).rendersImages === true;
  });
}

/** Sentences below the table: protocol, what failed or was drawn anew, what is missing. */
export function tableNotes({ protocol, rows, missing }: Table): string[] {
  const troubles = rows.flatMap(({ title, failures, redrawn = [] }) =>
    [...failures, ...redrawn].map((trouble) => `${title}: ${trouble}`),
  );
  return [
    ...(protocol === '' ? [] : [`Probes: ${protocol}.`]),
    ...troubles,
    ...(missing.length === 0 ? [] : [`Not measured yet: ${missingTexts(rows, missing).join('; ')}.`]),
  ];
}

/** “Rotations alone, seed 1”, of the names of jobs. */
function missingTexts(rows: readonly TableRow[], missing: readonly string[]): string[] {
  return missing.map((job) => {
    const [, id, seed] = /^(.*)-seed(\d+)$/.exec(job) ?? [];
    if (seed === undefined) return job;
    return `${rows.find((row) => row.id === id)?.title ?? 'the references'}, seed ${seed}`;
  });
}

/** “57.3 ± 0.4”, or “57.3 [54.1, 60.4]” of one seed; of shares. */
function cellText(cell: TableCell | null): string {
  if (!cell) return NONE;
  const { mean, deviation, interval } = cell;
  const percent = (share: number): string => (100 * share).toFixed(1);
  if (deviation !== null) return `${percent(mean)} ± ${percent(deviation)}`;
  return interval ? `${percent(mean)} [${percent(interval.low)}, ${percent(interval.high)}]` : percent(mean);
}

function signed(text: string): string {
  return text.startsWith('-') ? text.replace('-', '−') : `+${text}`;
}
