/**
 * Convolution, its input gradient and its filter gradient as matrix products whose operands are packed piece by
 * piece from where they lie: no padded, transposed or unfolded copy of a map is ever made. Blocks are sized for a
 * first-level cache of 32 KiB and a second-level one of 512 KiB or more.
 */
import { Geometry } from './geometry';
import { even, locatePixels, packColumns, packPatches, packTaps } from './packing';
import { COLUMN_STEP, COLUMNS, multiplyTile, ROW_STEP, ROWS } from './tile';

/** Longest packed depth: a tile's rows and columns then take 28 KiB. */
const MAX_DEPTH: i32 = 512;
/** Floats of packed columns that may wait in the second-level cache. */
const MAX_COLUMNS: i32 = 131072;
/** Tiles whose rows are packed at once. */
const BLOCK_TILES: i32 = 16;

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

/** Bytes of scratch memory for `count` columns and a zero run of `channels`. */
export function scratchBytes(total: i32, count: i32, channels: i32): usize {
  const depth = <usize>blockDepth(total, count);
  const columns = <usize>ceilDiv(count, COLUMNS) * depth * COLUMN_STEP;
  return (
    SPILL + SEEN + PLACES + ((<usize>channels) << 2) + columns + <usize>BLOCK_TILES * depth * ROW_STEP + 64
  );
}

/** y from x and filter [k, k, c / groups, f]. */
export function convolve(g: Geometry, x: usize, filter: usize, y: usize, scratch: usize): void {
  const filters = g.groupFilters;
  const total = g.kernel * g.kernel * g.groupChannels;
  const depth = blockDepth(total, filters);
  const columns = layOut(g.groupChannels, scratch);
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

/** Zeroes the run of zeros and returns where packed columns begin. */
function layOut(channels: i32, scratch: usize): usize {
  const zeros = scratch + SPILL + SEEN + PLACES;
  memory.fill(zeros, 0, (<usize>channels) << 2);
  return (zeros + ((<usize>channels) << 2) + 15) & ~(<usize>15);
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
  const zeros = places + PLACES;
  const depth = even(to - from);
  const panels = ceilDiv(count, COLUMNS);
  const columns = (zeros + ((<usize>g.groupChannels) << 2) + 15) & ~(<usize>15);
  const panelBytes = <usize>depth * COLUMN_STEP;
  const rows = columns + <usize>(panels * block * across) * panelBytes;
  const tileBytes = <usize>depth * ROW_STEP;
  const lineBytes = (<usize>(g.outWidth * block * pixel)) << 2;
  for (let first = 0; first < g.pixels; first += BLOCK_TILES * ROWS) {
    const valid = min(BLOCK_TILES * ROWS, g.pixels - first);
    for (let i = 0; i < valid; i++) {
      const line = (first + i) / g.outWidth;
      const at = result + <usize>line * <usize>block * lineBytes;
      const column = first + i - line * g.outWidth;
      store<u32>(places + ((<usize>i) << 2), <u32>(at + ((<usize>(column * block * pixel)) << 2)));
    }
    const tiles = ceilDiv(valid, ROWS);
    for (let tile = 0; tile < tiles; tile++) {
      locatePixels(g, map, first + tile * ROWS, seen);
      packPatches(g, seen, group, from, to, zeros, rows + <usize>tile * tileBytes);
    }
    let panel = columns;
    for (let run = 0; run < block * across; run++) {
      const inBlock = <usize>(run / across) * lineBytes + ((<usize>((run % across) * pixel)) << 2);
      for (let column = 0; column < count; column += COLUMNS) {
        const offset = inBlock + ((<usize>column) << 2);
        for (let tile = 0; tile < tiles; tile++) {
          multiplyTile(
            rows + <usize>tile * tileBytes,
            panel,
            depth,
            places + ((<usize>(tile * ROWS)) << 2),
            offset,
            min(ROWS, valid - tile * ROWS),
            min(COLUMNS, count - column),
            from > 0,
            scratch,
          );
        }
        panel += panelBytes;
      }
    }
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
  const columns = layOut(g.groupChannels, scratch);
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
            multiplyTile(
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
