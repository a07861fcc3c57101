/** A result as markdown: for the terminal and, by renderTables.ts, for the READMEs. */
import { isTiming } from './isTiming';
import type { BenchResult, Measured, Row, SizeResult } from './schema';

const LAYER_HEADER = ['', 'shape', 'ours', 'stock', 'ratio', 'rate', 'share'];

/** All rows, one table a size, each with its yardsticks. */
export function resultTable(result: BenchResult): string {
  return result.results
    .map((size) =>
      [
        caption(result, size),
        table(
          LAYER_HEADER,
          size.rows.map((row) => cells(row, size)),
        ),
      ].join('\n\n'),
    )
    .join('\n\n');
}

/** Only whole steps, for the front page: one short table a machine. */
export function stepTable(result: BenchResult): string {
  const header = ['size, batch', 'step', 's/image', 'against stock', 'GFLOP/s', 'of forward', 'of peak'];
  const rows = result.results.flatMap((size) =>
    size.rows.filter(({ kind }) => kind === 'step').map((row) => stepCells(size, row)),
  );
  return `${machine(result)}\n\n${table(header, rows)}`;
}

function stepCells(size: SizeResult, row: Row): string[] {
  const { ours, stock, flop, forwardRate } = row;
  const rate = isTiming(ours) ? flop! / ours.median : null;
  return [
    `${size.size}, ${size.batch}`,
    row.name,
    isTiming(ours) ? (ours.median / size.batch).toPrecision(3) : 'cannot',
    ratio(ours, stock),
    rate === null ? '' : giga(rate),
    share(rate, forwardRate),
    share(rate, size.peak?.flopPerSecond ?? null),
  ];
}

function machine({ program, backend, device, processor, quick }: BenchResult): string {
  return `${[program, backend, device, processor].join(', ')}${quick ? ' (quick)' : ''}`;
}

function caption(result: BenchResult, { size, batch, peak, bandwidth, rows }: SizeResult): string {
  const yardsticks = [
    peak && `peak ${giga(peak.flopPerSecond)} GFLOP/s (${peak.name})`,
    bandwidth && `traffic ${giga(bandwidth.bytesPerSecond)} GB/s (${bandwidth.name})`,
    noiseFloor(rows),
  ].filter(Boolean);
  return `**${size}, batch ${batch}** on ${machine(result)}: ${yardsticks.join('; ')}`;
}

/** How far from 1 a ratio can be and mean nothing: the worst of those of the controls. */
function noiseFloor(rows: readonly Row[]): string | null {
  const ratios = rows.flatMap(({ kind, ours, stock }) =>
    kind === 'control' && isTiming(ours) && isTiming(stock) ? [stock.median / ours.median] : [],
  );
  if (ratios.length === 0) return null;
  return `noise floor ${Math.max(...ratios.map((ratio) => Math.max(ratio, 1 / ratio))).toFixed(2)}× (controls)`;
}

function cells(row: Row, { peak, bandwidth }: SizeResult): string[] {
  const { ours, stock, flop, bytes, forwardRate } = row;
  const amount = flop ?? bytes;
  const rate = isTiming(ours) && amount !== null ? amount / ours.median : null;
  const yardstick = flop === null ? bandwidth?.bytesPerSecond : peak?.flopPerSecond;
  const shares = [share(rate, yardstick ?? null)];
  if (forwardRate !== null) shares.push(`${share(rate, forwardRate)} of forward`);
  return [
    row.name,
    row.detail,
    time(ours),
    time(stock),
    ratio(ours, stock),
    rate === null ? '' : `${giga(rate)} ${flop === null ? 'GB/s' : 'GFLOP/s'}`,
    shares.join(', '),
  ];
}

/** Median, and half the width of the middle half of the rounds. */
function time(measured: Measured | null): string {
  if (measured === null) return '';
  if (!isTiming(measured)) return 'cannot';
  const { median, lowerQuartile, upperQuartile } = measured;
  const spread = Math.round((50 * (upperQuartile - lowerQuartile)) / median);
  return `${(median * 1000).toPrecision(3)} ms ±${spread} %`;
}

/** How many times faster ours is. */
function ratio(ours: Measured, stock: Measured | null): string {
  if (stock === null) return '';
  if (!isTiming(stock)) return 'stock cannot';
  return isTiming(ours) ? `${(stock.median / ours.median).toPrecision(2)}×` : '';
}

const giga = (perSecond: number): string => (perSecond / 1e9).toPrecision(3);

function share(rate: number | null, yardstick: number | null): string {
  return rate === null || yardstick === null ? '' : (rate / yardstick).toFixed(2);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
