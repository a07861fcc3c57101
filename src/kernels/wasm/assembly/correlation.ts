/** A convolution's filter gradient as a matrix product of packed operands, part by part like the convolution. */
import { Geometry } from './geometry';
import { even, packColumns, packTaps } from './packing';
import { blockDepth, ceilDiv, columnsAt, multiply, placesAt, spillAt } from './patches';
import { COLUMN_STEP, COLUMNS, ROWS } from './tile';

/** Without groups a whole row of taps is one run of floats in x. */
function runLength(g: Geometry): i32 {
  return g.groups === 1 ? g.kernel * g.channels : g.groupChannels;
}

/** Tiles of six weights that dw is made of, of each group. */
export function correlationTiles(g: Geometry): i32 {
  return (g.groups === 1 ? g.kernel : g.kernel * g.kernel) * ceilDiv(runLength(g), ROWS);
}

/**
 * dw [k, k, c / groups, f] from x and dy: of each group tiles `first` … `last`, see correlationTiles. Sums run over
 * blocks of pixels, which keeps them short and so exact.
 */
export function correlate(
  g: Geometry,
  x: usize,
  dy: usize,
  dw: usize,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const filters = g.groupFilters;
  const columns = columnsAt(g, scratch);
  const depth = blockDepth(g.pixels, filters);
  for (let group = 0; group < g.groups; group++) {
    for (let pixel = 0; pixel < g.pixels; pixel += depth) {
      const count = min(depth, g.pixels - pixel);
      const source = dy + ((<usize>(pixel * g.filters + group * filters)) << 2);
      packColumns(source, count, filters, g.filters, columns);
      for (let tile = first; tile < last; tile++) {
        correlateTile(g, x, dw, group, tile, pixel, count, scratch);
      }
    }
  }
}

/** Adds `count` pixels' share to a tile of dw, all filters of the group; the first pixels set it. */
function correlateTile(
  g: Geometry,
  x: usize,
  dw: usize,
  group: i32,
  tile: i32,
  pixel: i32,
  count: i32,
  scratch: usize,
): void {
  const filters = g.groupFilters;
  const length = runLength(g);
  const tilesOfRun = ceilDiv(length, ROWS);
  const run = tile / tilesOfRun;
  const at = (tile - run * tilesOfRun) * ROWS;
  const runs = g.groups === 1 ? 1 : g.kernel;
  const tapRow = run / runs;
  const tapOffset = (run - tapRow * runs) * g.channels + group * g.groupChannels;
  const places = placesAt(scratch);
  for (let i = 0; i < ROWS; i++) {
    const weight = (run * length + at + i) * g.filters + group * filters;
    store<u32>(places + ((<usize>i) << 2), <u32>(dw + ((<usize>weight) << 2)));
  }
  const panelBytes = <usize>even(count) * COLUMN_STEP;
  let panel = columnsAt(g, scratch);
  const rows = panel + <usize>ceilDiv(filters, COLUMNS) * panelBytes;
  packTaps(g, x, tapRow, tapOffset + at, pixel, count, rows);
  for (let column = 0; column < filters; column += COLUMNS) {
    multiply(
      rows,
      panel,
      even(count),
      places,
      (<usize>column) << 2,
      min(ROWS, length - at),
      min(COLUMNS, filters - column),
      pixel > 0,
      spillAt(scratch),
    );
    panel += panelBytes;
  }
}
