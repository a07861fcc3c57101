/** Measured rows as a table of cells: one a method, network and layer, over its splits. */
import type { FeatureName, MeasuredRow, MeasureHead } from '../../worker/protocol';

export interface Cell {
  readonly method: MeasuredRow['method'];
  readonly network: MeasuredRow['network'];
  readonly layer: FeatureName;
  /** Mean over the splits, in [0, 1]; null where no split has a number. */
  readonly value: number | null;
  /** Sample standard deviation over the splits; null for one. */
  readonly deviation: number | null;
  /** The 95 % interval of one split, its ends averaged over the splits; null for average precision. */
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
    const { method, network, layer } = own[0]!;
    const values = own.flatMap(({ value }) => value ?? []);
    const intervals = own.flatMap(({ interval }) => interval ?? []);
    const interval =
      intervals.length === 0
        ? null
        : { low: mean(intervals.map(({ low }) => low)), high: mean(intervals.map(({ high }) => high)) };
    const value = values.length === 0 ? null : mean(values);
    return { method, network, layer, value, deviation: deviation(values), interval, rows: own };
  });
}

export function cellKey({ method, network, layer }: Pick<Cell, 'method' | 'network' | 'layer'>): string {
  return `${method} ${network} ${layer}`;
}

/** The lines of the table: a network on a layer, with its probe and its k-NN, layer by layer. */
export interface TableLine {
  readonly network: Cell['network'];
  readonly layer: FeatureName;
  readonly probe: Cell | undefined;
  readonly knn: Cell | undefined;
}

export function tableLines(cells: readonly Cell[]): TableLine[] {
  const layers = [...new Set(cells.map(({ layer }) => layer))];
  return layers.flatMap((layer) => {
    const own = cells.filter((cell) => cell.layer === layer);
    return [...new Set(own.map(({ network }) => network))].map((network) => {
      const of = (method: Cell['method']) =>
        own.find((cell) => cell.network === network && cell.method === method);
      return { network, layer, probe: of('probe'), knn: of('knn') };
    });
  });
}

export type CsvRow = readonly (string | number | null)[];

/** Every number with what it was measured on. */
export function tableCsv(head: MeasureHead, rows: readonly MeasuredRow[]): CsvRow[] {
  const { moment, measure, images } = head;
  const line = (row: Pick<MeasuredRow, 'method' | 'network' | 'layer'>, ...rest: CsvRow): CsvRow => [
    ...[row.method, row.network, row.layer, moment.phase, moment.step, images, measure],
    ...rest,
  ];
  return [
    [
      ...['method', 'network', 'layer', 'phase', 'step', 'images', 'measure'],
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
      0,
      null,
      head.chance,
      null,
      null,
      null,
    ],
  ];
}

/** As RFC 4180 has it. */
export function csvText(rows: readonly CsvRow[]): string {
  const cell = (value: string | number | null): string =>
    typeof value === 'string' && /[",\r\n]/.test(value)
      ? `"${value.replaceAll('"', '""')}"`
      : String(value ?? '');
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
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
