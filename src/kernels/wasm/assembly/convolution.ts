/**
 * Convolution, its input gradient and its filter gradient as matrix products whose operands are packed piece by
 * piece from where they lie: no padded, transposed or unfolded copy of a map is ever made. Blocks are sized for a
 * first-level cache of 32 KiB and a second-level one of 512 KiB or more.
 */
import { Geometry } from './geometry';
import { multiplyNarrowSegments, multiplySegments } from './direct';
import {
  even,
  locatePixels,
  locateSegments,
  locateTogether,
  packColumns,
  packSegments,
  packTaps,
} from './packing';
import {
  COLUMN_STEP,
  COLUMNS,
  multiplyNarrowTile,
  multiplyTile,
  NARROW,
  ROW_STEP,
  ROWS,
  SEGMENT_BYTES,
} from './tile';

/** Longest packed depth: a tile's rows and columns then take 28 KiB. */
const MAX_DEPTH: i32 = 512;
/** Floats of packed columns that may wait in the second-level cache. */
const MAX_COLUMNS: i32 = 131072;
/** Tiles whose rows are packed at once. */
const BLOCK_TILES: i32 = 16;
/** Panels of columns up to which rows are read from where they lie (measured: 1 gains a fifth, 2 lose as much). */
const DIRECT_PANELS: i32 = 1;

/** Sizes of the parts of the scratch memory, in bytes; the host allocates their sum, see scratchBytes. */
const SPILL: usize = 192;
const SEEN: usize = 80;
const PLACES: usize = <usize>(BLOCK_TILES * ROWS * 4);

function ceilDiv(a: i32, b: i32): i32 {
  return (a + b - 1) / b;
}

/** Depth of one block out of `total`, for `count` columns: even shares, short enough for the caches. */
function blockDepth(total: i32, count: i32): i32 {
  const longest = max(64, min(MAX_DEPTH, MAX_COLUMNS / (ceilDiv(count, COLUMNS) * COLUMNS)));
  return even(ceilDiv(total, ceilDiv(total, longest)));
}

/** Bytes of scratch memory for `count` columns, a zero run of `channels` and a kernel of `kernel`². */
export function scratchBytes(total: i32, count: i32, channels: i32, kernel: i32): usize {
  const depth = <usize>blockDepth(total, count);
  const columns = <usize>ceilDiv(count, COLUMNS) * depth * COLUMN_STEP;
  const rows = <usize>BLOCK_TILES * depth * ROW_STEP;
  return SPILL + SEEN + PLACES + segmentsBytes(kernel) + ((<usize>channels) << 2) + columns + rows + 64;
}

/** A segment for each tap, and one more for each end of a block that cuts one. */
function segmentsBytes(kernel: i32): usize {
  return <usize>(kernel * kernel + 2) * SEGMENT_BYTES;
}

/** The scratch memory of multiplyPatches: spill, seen, places, segments, zeros, columns, rows. */
function zerosAt(g: Geometry, scratch: usize): usize {
  return scratch + SPILL + SEEN + PLACES + segmentsBytes(g.kernel);
}

function columnsAt(g: Geometry, scratch: usize): usize {
  return (zerosAt(g, scratch) + ((<usize>g.groupChannels) << 2) + 15) & ~(<usize>15);
}

/** y from x and filter [k, k, c / groups, f]. */
export function convolve(g: Geometry, x: usize, filter: usize, y: usize, scratch: usize): void {
  const filters = g.groupFilters;
  const total = g.kernel * g.kernel * g.groupChannels;
  const depth = blockDepth(total, filters);
  const columns = columnsAt(g, scratch);
  for (let group = 0; group < g.groups; group++) {
    for (let from = 0; from < total; from += depth) {
      const to = min(from + depth, total);
      const source = filter + ((<usize>(from * g.filters + group * filters)) << 2);
      packColumns(source, to - from, filters, g.filters, columns);
      const target = y + ((<usize>(group * filters)) << 2);
      multiplyPatches(g, x, group, from, to, target, g.filters, 1, 1, filters, scratch);
    }
  }
}

/**
 * Patches of all output pixels, taps `from` … `to`, times the packed columns. An output pixel is a block of
 * `block`×`block` pixels of the result: `block`·`across` runs of `count` floats.
 *
 * @param pixel floats from one pixel of the result to the next
 * @param across runs of a block's row: 1 if its pixels touch, else `block`
 */
function multiplyPatches(
  g: Geometry,
  map: usize,
  group: i32,
  from: i32,
  to: i32,
  result: usize,
  pixel: i32,
  block: i32,
  across: i32,
  count: i32,
  scratch: usize,
): void {
  const seen = scratch + SPILL;
  const places = seen + SEEN;
  const segments = places + PLACES;
  const zeros = zerosAt(g, scratch);
  const columns = columnsAt(g, scratch);
  const depth = even(to - from);
  const panels = ceilDiv(count, COLUMNS) * block * across;
  const rows = columns + <usize>(panels * depth) * COLUMN_STEP;
  const tileBytes = <usize>depth * ROW_STEP;
  const lineBytes = (<usize>(g.outWidth * block * pixel)) << 2;
  memory.fill(zeros, 0, (<usize>g.groupChannels) << 2);
  for (let first = 0; first < g.pixels; first += BLOCK_TILES * ROWS) {
    const valid = min(BLOCK_TILES * ROWS, g.pixels - first);
    locateResults(g, first, valid, result, block, pixel, places);
    for (let tile = 0; tile * ROWS < valid; tile++) {
      const together = locatePixels(g, map, first + tile * ROWS, seen);
      const found = together
        ? locateTogether(g, seen, from, to, segments)
        : locateSegments(g, seen, group, from, to, zeros, segments);
      if (panels > DIRECT_PANELS) {
        packSegments(segments, found, to - from, rows + <usize>tile * tileBytes);
        continue;
      }
      let panel = columns;
      for (let run = 0; run < block * across; run++) {
        const inBlock = <usize>(run / across) * lineBytes + ((<usize>((run % across) * pixel)) << 2);
        for (let column = 0; column < count; column += COLUMNS) {
          const offset = inBlock + ((<usize>column) << 2);
          const place = places + ((<usize>(tile * ROWS)) << 2);
          const validRows = min(ROWS, valid - tile * ROWS);
          const validColumns = min(COLUMNS, count - column);
          if (validColumns > NARROW) {
            multiplySegments(
              segments,
              found,
              panel,
              place,
              offset,
              validRows,
              validColumns,
              from > 0,
              scratch,
            );
          } else {
            multiplyNarrowSegments(
              segments,
              found,
              panel,
              place,
              offset,
              validRows,
              validColumns,
              from > 0,
              scratch,
            );
          }
          panel += <usize>depth * COLUMN_STEP;
        }
      }
    }
    if (panels <= DIRECT_PANELS) continue;
    let panel = columns;
    for (let run = 0; run < block * across; run++) {
      const inBlock = <usize>(run / across) * lineBytes + ((<usize>((run % across) * pixel)) << 2);
      for (let column = 0; column < count; column += COLUMNS) {
        const offset = inBlock + ((<usize>column) << 2);
        const validColumns = min(COLUMNS, count - column);
        for (let tile = 0; tile * ROWS < valid; tile++) {
          const row = rows + <usize>tile * tileBytes;
          const place = places + ((<usize>(tile * ROWS)) << 2);
          multiply(
            row,
            panel,
            depth,
            place,
            offset,
            min(ROWS, valid - tile * ROWS),
            validColumns,
            from > 0,
            scratch,
          );
        }
        panel += <usize>depth * COLUMN_STEP;
      }
    }
  }
}

function multiply(
  rows: usize,
  columns: usize,
  depth: i32,
  places: usize,
  offset: usize,
  validRows: i32,
  validColumns: i32,
  accumulate: bool,
  spill: usize,
): void {
  if (validColumns > NARROW) {
    multiplyTile(rows, columns, depth, places, offset, validRows, validColumns, accumulate, spill);
  } else {
    multiplyNarrowTile(rows, columns, depth, places, offset, validRows, validColumns, accumulate, spill);
  }
}

/** Where each of `count` output pixels from `first` on begins in the result. */
function locateResults(
  g: Geometry,
  first: i32,
  count: i32,
  result: usize,
  block: i32,
  pixel: i32,
  places: usize,
): void {
  const blockBytes = (<usize>(block * pixel)) << 2;
  for (let i = first; i < first + count; i++) {
    const line = block === 1 ? 0 : i / g.outWidth;
    const before = line * g.outWidth * block + i - line * g.outWidth;
    store<u32>(places, <u32>(result + <usize>before * blockBytes));
    places += 4;
  }
}

/**
 * dx from dy and filter. With stride s the input falls into s×s blocks, each a pixel of an unstrided convolution of
 * dy with ⌈k/s⌉² taps, whose outputs are the block's s·s·c numbers.
 *
 * @param g the unstrided convolution over dy: its map is dy, its outputs the blocks, `filters` the channels of dx
 * @param filter [k, k, c / groups, f], k being `kernel`
 */
export function convolveBack(
  g: Geometry,
  dy: usize,
  filter: usize,
  kernel: i32,
  stride: i32,
  dx: usize,
  scratch: usize,
): void {
  const channels = g.groupFilters;
  // Pixels of a block touch unless other groups' channels lie between them.
  const across = g.groups === 1 ? 1 : stride;
  const count = (stride / across) * channels;
  const total = g.kernel * g.kernel * g.groupChannels;
  const depth = blockDepth(total, stride * across * ceilDiv(count, COLUMNS) * COLUMNS);
  const columns = columnsAt(g, scratch);
  for (let group = 0; group < g.groups; group++) {
    for (let from = 0; from < total; from += depth) {
      const to = min(from + depth, total);
      packTurned(g, filter, kernel, stride, across, group, from, to, columns);
      const target = dx + ((<usize>(group * channels)) << 2);
      multiplyPatches(g, dy, group, from, to, target, g.filters, stride, across, count, scratch);
    }
  }
}

/** Columns of the unstrided convolution: the filter turned by 180°, its channel axes exchanged, s×s weights a tap. */
function packTurned(
  g: Geometry,
  filter: usize,
  kernel: i32,
  stride: i32,
  across: i32,
  group: i32,
  from: i32,
  to: i32,
  target: usize,
): void {
  const channels = g.groupFilters;
  const filters = g.groupChannels;
  const count = (stride / across) * channels;
  for (let run = 0; run < stride * across; run++) {
    for (let panel = 0; panel < count; panel += COLUMNS) {
      if ((to - from) & 1) memory.fill(target + <usize>(to - from) * COLUMN_STEP, 0, COLUMN_STEP);
      for (let j = 0; j < COLUMNS; j++) {
        const inRun = (panel + j) / channels;
        const channel = panel + j - inRun * channels;
        let at = target + ((<usize>j) << 2);
        for (let k = from; k < to;) {
          const tap = k / filters;
          const first = k - tap * filters;
          const length = min(filters - first, to - k);
          k += length;
          const tapRow = tap / g.kernel;
          const row = run / across + stride * (g.kernel - 1 - tapRow);
          const column = (run % across) + inRun + stride * (g.kernel - 1 - (tap - tapRow * g.kernel));
          if (panel + j < count && row < kernel && column < kernel) {
            const weight =
              ((row * kernel + column) * channels + channel) * g.channels + group * filters + first;
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
      target += <usize>even(to - from) * COLUMN_STEP;
    }
  }
}

/** dw [k, k, c / groups, f] from x and dy. Sums run over blocks of pixels, which keeps them short and so exact. */
export function correlate(g: Geometry, x: usize, dy: usize, dw: usize, scratch: usize): void {
  const filters = g.groupFilters;
  const channels = g.groupChannels;
  const places = scratch + SPILL;
  const columns = (places + SEEN + 15) & ~(<usize>15);
  const depth = blockDepth(g.pixels, filters);
  const panels = ceilDiv(filters, COLUMNS);
  // Without groups a whole row of taps is one run of floats in x.
  const length = g.groups === 1 ? g.kernel * channels : channels;
  const runs = g.groups === 1 ? 1 : g.kernel;
  for (let group = 0; group < g.groups; group++) {
    for (let first = 0; first < g.pixels; first += depth) {
      const count = min(depth, g.pixels - first);
      const panelBytes = <usize>even(count) * COLUMN_STEP;
      const rows = columns + <usize>panels * panelBytes;
      packColumns(
        dy + ((<usize>(first * g.filters + group * filters)) << 2),
        count,
        filters,
        g.filters,
        columns,
      );
      for (let run = 0; run < g.kernel * runs; run++) {
        const tapRow = run / runs;
        const tapOffset = (run - tapRow * runs) * g.channels + group * channels;
        for (let at = 0; at < length; at += ROWS) {
          packTaps(g, x, tapRow, tapOffset + at, first, count, rows);
          for (let i = 0; i < ROWS; i++) {
            const weight = (run * length + at + i) * g.filters + group * filters;
            store<u32>(places + ((<usize>i) << 2), <u32>(dw + ((<usize>weight) << 2)));
          }
          for (let panel = 0; panel < panels; panel++) {
            multiply(
              rows,
              columns + <usize>panel * panelBytes,
              even(count),
              places,
              (<usize>panel) << 5,
              min(ROWS, length - at),
              min(COLUMNS, filters - panel * COLUMNS),
              first > 0,
              scratch,
            );
          }
        }
      }
    }
  }
}
