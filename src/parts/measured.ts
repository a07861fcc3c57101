/** Measured rows as a table of cells: one a method, network and layer, over its splits. */
import type { CsvCell } from '../base/csv';
import { networkName } from '../experiments/networkName';
import type { MeasuredRow, MeasureHead } from '../worker/protocol';

export interface Cell {
  readonly method: MeasuredRow['method'];
  readonly network: MeasuredRow['network'];
  readonly layer: string;
  /** Of the training labels. */
  readonly share: number;
  /** Mean over the splits, in [0, 1]; null where no split has a number. */
  readonly value: number | null;
  /** Sample standard deviation over the splits; null for one. */
  readonly deviation: number | null;
  /** The 95 % interval of one split, its ends averaged over the splits; null where none has one. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly rows: readonly MeasuredRow[];
}

/** In the order in which their first rows came. */
export function cellsOf(rows: readonly MeasuredRow[]): Cell[] {
  const groups = new Map<string, MeasuredRow[]>();
  for (const row of rows) {
    const key = cellKey(row);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return Array.from(groups.values(), (own) => {
    const { method, network, layer, share } = own[0]!;
    const values = own.flatMap(({ value }) => value ?? []);
    const intervals = own.flatMap(({ interval }) => interval ?? []);
    const interval =
      intervals.length === 0
        ? null
        : { low: mean(intervals.map(({ low }) => low)), high: mean(intervals.map(({ high }) => high)) };
    const value = values.length === 0 ? null : mean(values);
    return { method, network, layer, share, value, deviation: deviation(values), interval, rows: own };
  });
}

/** Whether a network is read at one layer only, so that its title says which. */
export function isOneLayer(network: string): boolean {
  return !['trained', 'random', 'supervised'].includes(network);
}

type CellPlace = Pick<Cell, 'method' | 'network' | 'layer' | 'share'>;

export function cellKey({ method, network, layer, share }: CellPlace): string {
  return `${method} ${network} ${layer} ${share}`;
}

/** The lines of the table: a network on a layer, with what was measured there, layer by layer. */
interface TableLine {
  readonly network: Cell['network'];
  readonly layer: string;
  readonly cells: Readonly<Partial<Record<Cell['method'], Cell>>>;
}

/** Of the cells that all labels were used for. */
export function tableLines(all: readonly Cell[]): TableLine[] {
  const cells = all.filter(({ share }) => share === 1);
  const layers = [...new Set(cells.map(({ layer }) => layer))];
  return layers.flatMap((layer) => {
    const own = cells.filter((cell) => cell.layer === layer);
    return [...new Set(own.map(({ network }) => network))].map((network) => {
      const mine = own.filter((cell) => cell.network === network);
      return { network, layer, cells: Object.fromEntries(mine.map((cell) => [cell.method, cell])) };
    });
  });
}

/** What fewer labels give: a line for each method, network and layer, a cell for each share, the smallest first. */
interface EfficiencyLine extends Pick<Cell, 'method' | 'network' | 'layer'> {
  readonly cells: readonly Cell[];
}

export function efficiencyLines(cells: readonly Cell[]): EfficiencyLine[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = cellKey({ ...cell, share: 1 });
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()]
    .filter((own) => own.length > 1)
    .map((own) => ({ ...own[0]!, cells: own.toSorted((a, b) => a.share - b.share) }));
}

export type CsvRow = readonly CsvCell[];

/** Every number with what it was measured on. */
export function tableCsv(head: MeasureHead, rows: readonly MeasuredRow[]): CsvRow[] {
  const { moment, measure, images, set } = head;
  const line = (row: CellPlace, ...rest: CsvRow): CsvRow => [
    ...[row.method, networkName(row.network, head), row.layer, moment.phase, moment.step, images, measure],
    ...[set, row.share, ...rest],
  ];
  return [
    [
      ...['method', 'network', 'layer', 'phase', 'step', 'images', 'measure', 'set', 'labels'],
      ...['split', 'class', 'value', 'low95', 'high95', 'protocol'],
    ],
    ...rows.flatMap((row) => [
      line(
        row,
        row.split,
        null,
        row.value,
        row.interval?.low ?? null,
        row.interval?.high ?? null,
        row.protocol,
      ),
      ...(row.classification?.perClass ?? []).map((value, i) =>
        line(row, row.split, head.classes[i] ?? i, value, null, null, null),
      ),
      ...(row.attributes ?? []).map(({ name, averagePrecision }) =>
        line(row, row.split, name, averagePrecision, null, null, null),
      ),
    ]),
    [
      'majority',
      null,
      null,
      moment.phase,
      moment.step,
      images,
      measure,
      set,
      1,
      0,
      null,
      head.chance,
      null,
      null,
      null,
    ],
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** “57.3”, of a share; “–” for none. */
export function percent(share: number | null): string {
  return share === null ? '–' : (100 * share).toFixed(1);
}
