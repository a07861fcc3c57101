/**
 * Convolution and its input gradient as matrix products whose operands are packed piece by piece from where they lie:
 * no padded, transposed or unfolded copy of a map is ever made. Blocks are sized for a first-level cache of 32 KiB and
 * a second-level one of 512 KiB or more.
 *
 * Each call makes a part of the result, so that threads can share one. A number of the result comes from the same
 * sums in the same order, whatever the parts.
 */
import { Geometry } from './geometry';
import { even, packColumns } from './packing';
import { blockDepth, ceilDiv, columnsAt, multiplyPatches, Product } from './patches';
import { COLUMN_STEP, COLUMNS } from './tile';

/**
 * y from x and filter [k, k, c / groups, f]: at output pixels `first` … `last`, of each group filters `firstColumn` …
 * `lastColumn`. Parts begin at multiples of a tile's rows and columns.
 */
export function convolve(
  g: Geometry,
  x: usize,
  filter: usize,
  y: usize,
  first: i32,
  last: i32,
  firstColumn: i32,
  lastColumn: i32,
  scratch: usize,
): void {
  const p = changetype<Product>(scratch);
  p.map = x;
  p.first = first;
  p.last = last;
  p.pixel = g.filters;
  p.block = 1;
  p.across = 1;
  p.firstColumn = firstColumn;
  p.count = lastColumn - firstColumn;
  const total = g.kernel * g.kernel * g.groupChannels;
  const depth = blockDepth(total, g.groupFilters);
  for (p.group = 0; p.group < g.groups; p.group++) {
    const filters = p.group * g.groupFilters + firstColumn;
    p.result = y + ((<usize>filters) << 2);
    for (p.from = 0; p.from < total; p.from += depth) {
      p.to = min(p.from + depth, total);
      const source = filter + ((<usize>(p.from * g.filters + filters)) << 2);
      packColumns(source, p.to - p.from, p.count, g.filters, columnsAt(g, scratch));
      multiplyPatches(g, scratch);
    }
  }
}

/**
 * dx from dy and filter. With stride s the input falls into s×s blocks, each a pixel of an unstrided convolution of
 * dy with ⌈k/s⌉² taps, whose outputs are the block's s·s·c numbers.
 *
 * @param g the unstrided convolution over dy: its map is dy, its outputs the blocks, `filters` the channels of dx
 * @param filter [k, k, c / groups, f], k being `kernel`
 * @param first of the blocks to make; of a run of their numbers, `firstColumn` … `lastColumn`
 */
export function convolveBack(
  g: Geometry,
  dy: usize,
  filter: usize,
  kernel: i32,
  stride: i32,
  dx: usize,
  first: i32,
  last: i32,
  firstColumn: i32,
  lastColumn: i32,
  scratch: usize,
): void {
  const channels = g.groupFilters;
  const p = changetype<Product>(scratch);
  p.map = dy;
  p.first = first;
  p.last = last;
  p.pixel = g.filters;
  p.block = stride;
  // Pixels of a block touch unless other groups' channels lie between them.
  p.across = g.groups === 1 ? 1 : stride;
  p.firstColumn = firstColumn;
  p.count = lastColumn - firstColumn;
  const total = g.kernel * g.kernel * g.groupChannels;
  const run = (stride / p.across) * channels;
  const depth = blockDepth(total, p.runs * ceilDiv(run, COLUMNS) * COLUMNS);
  for (p.group = 0; p.group < g.groups; p.group++) {
    p.result = dx + ((<usize>(p.group * channels + firstColumn)) << 2);
    for (p.from = 0; p.from < total; p.from += depth) {
      p.to = min(p.from + depth, total);
      packTurned(g, p, filter, kernel, columnsAt(g, scratch));
      multiplyPatches(g, scratch);
    }
  }
}

/** Columns of the unstrided convolution: the filter turned by 180°, its channel axes exchanged, s×s weights a tap. */
function packTurned(g: Geometry, p: Product, filter: usize, kernel: i32, target: usize): void {
  for (let run = 0; run < p.runs; run++) {
    for (let panel = 0; panel < p.count; panel += COLUMNS) {
      if ((p.to - p.from) & 1) memory.fill(target + <usize>(p.to - p.from) * COLUMN_STEP, 0, COLUMN_STEP);
      for (let j = 0; j < COLUMNS; j++) {
        packTurnedColumn(g, p, filter, kernel, run, panel + j, target + ((<usize>j) << 2));
      }
      target += <usize>even(p.to - p.from) * COLUMN_STEP;
    }
  }
}

/** One of them, `column` of those of a run; zeros where the filter has no such weight. */
function packTurnedColumn(
  g: Geometry,
  p: Product,
  filter: usize,
  kernel: i32,
  run: i32,
  column: i32,
  at: usize,
): void {
  const channels = g.groupFilters;
  const filters = g.groupChannels;
  const inRun = (p.firstColumn + column) / channels;
  const channel = p.firstColumn + column - inRun * channels;
  for (let k = p.from; k < p.to;) {
    const tap = k / filters;
    const first = k - tap * filters;
    const length = min(filters - first, p.to - k);
    k += length;
    const tapRow = tap / g.kernel;
    const row = run / p.across + p.block * (g.kernel - 1 - tapRow);
    const inRow = (run % p.across) + inRun + p.block * (g.kernel - 1 - (tap - tapRow * g.kernel));
    if (column < p.count && row < kernel && inRow < kernel) {
      const weight = ((row * kernel + inRow) * channels + channel) * g.channels + p.group * filters + first;
      let source = filter + ((<usize>weight) << 2);
      for (let i = 0; i < length; i++) {
        store<f32>(at, load<f32>(source));
        source += 4;
        at += COLUMN_STEP;
      }
    } else {
      for (let i = 0; i < length; i++) {
        store<f32>(at, 0);
        at += COLUMN_STEP;
      }
    }
  }
}
