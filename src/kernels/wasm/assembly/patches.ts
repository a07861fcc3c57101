/** Products of patches of a map with packed columns, tile by tile, and the scratch memory in which they are made. */
import { multiplyNarrowSegments, multiplySegments } from './direct';
import { Geometry } from './geometry';
import { even, locatePixels, locateSegments, locateTogether, packSegments } from './packing';
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
const PRODUCT: usize = 64;
const SPILL: usize = 192;
const SEEN: usize = 80;
const PLACES: usize = <usize>(BLOCK_TILES * ROWS * 4);

/** One product, at the head of its scratch memory. An output pixel is `block`×`block` pixels of the result. */
@unmanaged
export class Product {
  map: usize;
  group: i32;
  /** Of the patches' taps. */
  from: i32;
  to: i32;
  /** Of the output pixels. */
  first: i32;
  last: i32;
  /** Where the first column of output pixel 0 is. */
  result: usize;
  /** Floats from one pixel of the result to the next. */
  pixel: i32;
  block: i32;
  /** Runs of a block's row: 1 if its pixels touch, else `block`. */
  across: i32;
  /** Floats of a run, from `firstColumn` on. */
  count: i32;
  firstColumn: i32;

  get depth(): i32 {
    return even(this.to - this.from);
  }
  get runs(): i32 {
    return this.block * this.across;
  }
  get panels(): i32 {
    return ceilDiv(this.count, COLUMNS) * this.runs;
  }
}

export function ceilDiv(a: i32, b: i32): i32 {
  return (a + b - 1) / b;
}

/** Depth of one block out of `total`, for `count` columns: even shares, short enough for the caches. */
export function blockDepth(total: i32, count: i32): i32 {
  const longest = max(64, min(MAX_DEPTH, MAX_COLUMNS / (ceilDiv(count, COLUMNS) * COLUMNS)));
  return even(ceilDiv(total, ceilDiv(total, longest)));
}

/** Bytes of scratch memory for `count` columns, a zero run of `channels` and a kernel of `kernel`². */
export function scratchBytes(total: i32, count: i32, channels: i32, kernel: i32): usize {
  const depth = <usize>blockDepth(total, count);
  const columns = <usize>ceilDiv(count, COLUMNS) * depth * COLUMN_STEP;
  const rows = <usize>BLOCK_TILES * depth * ROW_STEP;
  return segmentsAt(0) + segmentsBytes(kernel) + ((<usize>channels) << 2) + columns + rows + 64;
}

/** A segment for each tap, and one more for each end of a block that cuts one. */
function segmentsBytes(kernel: i32): usize {
  return <usize>(kernel * kernel + 2) * SEGMENT_BYTES;
}

/** The scratch memory: product, spill, seen, places, segments, zeros, columns, rows. */
export function spillAt(scratch: usize): usize {
  return scratch + PRODUCT;
}

function seenAt(scratch: usize): usize {
  return spillAt(scratch) + SPILL;
}

export function placesAt(scratch: usize): usize {
  return seenAt(scratch) + SEEN;
}

function segmentsAt(scratch: usize): usize {
  return placesAt(scratch) + PLACES;
}

function zerosAt(g: Geometry, scratch: usize): usize {
  return segmentsAt(scratch) + segmentsBytes(g.kernel);
}

export function columnsAt(g: Geometry, scratch: usize): usize {
  return (zerosAt(g, scratch) + ((<usize>g.groupChannels) << 2) + 15) & ~(<usize>15);
}

/** Carries out the product at the head of the scratch memory, its columns being packed. */
export function multiplyPatches(g: Geometry, scratch: usize): void {
  const p = changetype<Product>(scratch);
  const segments = segmentsAt(scratch);
  const rows = columnsAt(g, scratch) + <usize>(p.panels * p.depth) * COLUMN_STEP;
  memory.fill(zerosAt(g, scratch), 0, (<usize>g.groupChannels) << 2);
  for (let first = p.first; first < p.last; first += BLOCK_TILES * ROWS) {
    const valid = min(BLOCK_TILES * ROWS, p.last - first);
    locateResults(g, p, first, valid, placesAt(scratch));
    for (let tile = 0; tile * ROWS < valid; tile++) {
      const found = locateTaps(g, p, first + tile * ROWS, scratch);
      if (p.panels > DIRECT_PANELS) {
        packSegments(segments, found, p.to - p.from, rows + <usize>(tile * p.depth) * ROW_STEP);
      } else {
        multiplyPanels(g, p, tile, tile + 1, valid, found, rows, scratch);
      }
    }
    if (p.panels > DIRECT_PANELS) multiplyPanels(g, p, 0, ceilDiv(valid, ROWS), valid, 0, rows, scratch);
  }
}

/** Writes the segments that six output pixels from `first` on see; returns how many. */
function locateTaps(g: Geometry, p: Product, first: i32, scratch: usize): i32 {
  const seen = seenAt(scratch);
  const segments = segmentsAt(scratch);
  return locatePixels(g, p.map, first, seen)
    ? locateTogether(g, seen, p.from, p.to, segments)
    : locateSegments(g, seen, p.group, p.from, p.to, zerosAt(g, scratch), segments);
}

/**
 * All columns times tiles `begin` … `end` of a block of `valid` pixels.
 *
 * @param found segments of the tile, if it is one whose rows are read where they lie; 0 where `rows` are packed
 */
function multiplyPanels(
  g: Geometry,
  p: Product,
  begin: i32,
  end: i32,
  valid: i32,
  found: i32,
  rows: usize,
  scratch: usize,
): void {
  const spill = spillAt(scratch);
  const lineBytes = (<usize>(g.outWidth * p.block * p.pixel)) << 2;
  let panel = columnsAt(g, scratch);
  for (let run = 0; run < p.runs; run++) {
    const inBlock = <usize>(run / p.across) * lineBytes + ((<usize>((run % p.across) * p.pixel)) << 2);
    for (let column = 0; column < p.count; column += COLUMNS) {
      const offset = inBlock + ((<usize>column) << 2);
      const validColumns = min(COLUMNS, p.count - column);
      for (let tile = begin; tile < end; tile++) {
        const place = placesAt(scratch) + ((<usize>(tile * ROWS)) << 2);
        const validRows = min(ROWS, valid - tile * ROWS);
        if (found > 0) {
          const segments = segmentsAt(scratch);
          multiplyInPlace(segments, found, panel, place, offset, validRows, validColumns, p.from > 0, spill);
        } else {
          const row = rows + <usize>(tile * p.depth) * ROW_STEP;
          multiply(row, panel, p.depth, place, offset, validRows, validColumns, p.from > 0, spill);
        }
      }
      panel += <usize>p.depth * COLUMN_STEP;
    }
  }
}

/** A tile from packed rows, narrow where it may be. */
export function multiply(
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

function multiplyInPlace(
  segments: usize,
  count: i32,
  columns: usize,
  places: usize,
  offset: usize,
  validRows: i32,
  validColumns: i32,
  accumulate: bool,
  spill: usize,
): void {
  if (validColumns > NARROW) {
    multiplySegments(segments, count, columns, places, offset, validRows, validColumns, accumulate, spill);
  } else {
    multiplyNarrowSegments(
      segments,
      count,
      columns,
      places,
      offset,
      validRows,
      validColumns,
      accumulate,
      spill,
    );
  }
}

/** Where each of `count` output pixels from `first` on begins in the result. */
function locateResults(g: Geometry, p: Product, first: i32, count: i32, places: usize): void {
  const blockBytes = (<usize>(p.block * p.pixel)) << 2;
  for (let i = first; i < first + count; i++) {
    const line = p.block === 1 ? 0 : i / g.outWidth;
    const before = line * g.outWidth * p.block + i - line * g.outWidth;
    store<u32>(places, <u32>(p.result + <usize>before * blockBytes));
    places += 4;
  }
}
