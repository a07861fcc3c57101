/** Copies of operands in the order in which the tile reads them. Every packed depth is even; the odd step is zero. */
import { Geometry } from './geometry';
import { COLUMN_STEP, COLUMNS, ROW_STEP, ROWS } from './tile';

export function even(depth: i32): i32 {
  return (depth + 1) & ~1;
}

/** Panels of 8 columns of a row-major matrix: `depth` rows from `source`, `stride` floats apart. */
export function packColumns(source: usize, depth: i32, count: i32, stride: i32, target: usize): void {
  for (let column = 0; column < count; column += COLUMNS) {
    const valid = min(COLUMNS, count - column);
    let from = source + ((<usize>column) << 2);
    if (valid === COLUMNS) {
      for (let k = 0; k < depth; k++) {
        v128.store(target, v128.load(from));
        v128.store(target, v128.load(from, 16), 16);
        from += (<usize>stride) << 2;
        target += COLUMN_STEP;
      }
    } else {
      for (let k = 0; k < depth; k++) {
        memory.fill(target, 0, COLUMN_STEP);
        for (let j = 0; j < valid; j++) {
          store<f32>(target + ((<usize>j) << 2), load<f32>(from + ((<usize>j) << 2)));
        }
        from += (<usize>stride) << 2;
        target += COLUMN_STEP;
      }
    }
    if (depth & 1) {
      memory.fill(target, 0, COLUMN_STEP);
      target += COLUMN_STEP;
    }
  }
}

/** Where the six output pixels from `first` on see the map: image base, top row and left column of each. */
export function locatePixels(g: Geometry, map: usize, first: i32, seen: usize): void {
  const last = g.pixels - 1;
  for (let i = 0; i < ROWS; i++) {
    const pixel = min(first + i, last);
    const row = pixel / g.outWidth;
    const image = row / g.outHeight;
    const at = seen + <usize>i * 12;
    store<u32>(at, <u32>(map + ((<usize>(image * g.height * g.width * g.channels)) << 2)));
    store<i32>(at, (row - image * g.outHeight) * g.stride - g.padTop, 4);
    store<i32>(at, (pixel - row * g.outWidth) * g.stride - g.padLeft, 8);
  }
}

/**
 * Rows: what six output pixels see, taps `from` … `to` of their patches (row, column, channel).
 *
 * @param seen what locatePixels wrote
 * @param zeros as many zero floats as a group has channels
 */
export function packPatches(
  g: Geometry,
  seen: usize,
  group: i32,
  from: i32,
  to: i32,
  zeros: usize,
  target: usize,
): void {
  const channels = g.groupChannels;
  const rowLength = g.kernel * channels;
  const depth = to - from;
  for (let row = from / rowLength; row * rowLength < to; row++) {
    const begin = max(from - row * rowLength, 0);
    const end = min(to - row * rowLength, rowLength);
    if (g.groups === 1 && insideAll(g, seen, row, begin, end)) {
      target = packSegment(g, seen, row, 0, begin, end - begin, false, zeros, target);
      continue;
    }
    for (let column = begin / channels; column * channels < end; column++) {
      const first = max(begin - column * channels, 0);
      const count = min(end - column * channels, channels) - first;
      target = packSegment(g, seen, row, column, group * channels + first, count, true, zeros, target);
    }
  }
  if (depth & 1) memory.fill(target, 0, ROW_STEP);
}

/** Whether elements `begin` … `end` of the patches' row are pixels of the map for all six. */
function insideAll(g: Geometry, seen: usize, row: i32, begin: i32, end: i32): bool {
  for (let i = 0; i < ROWS; i++) {
    const at = seen + <usize>i * 12;
    const y = load<i32>(at, 4) + row;
    const x = load<i32>(at, 8) * g.channels;
    if (<u32>y >= <u32>g.height || x + begin < 0 || x + end > g.width * g.channels) return false;
  }
  return true;
}

/** Address of one pixel's segment, or of zeros where its tap lies outside. */
function segment(
  g: Geometry,
  at: usize,
  row: i32,
  column: i32,
  channel: i32,
  checked: bool,
  zeros: usize,
): usize {
  const y = load<i32>(at, 4) + row;
  const x = load<i32>(at, 8) + column;
  if (checked && (<u32>y >= <u32>g.height || <u32>x >= <u32>g.width)) return zeros;
  return <usize>load<u32>(at) + ((<usize>((y * g.width + x) * g.channels + channel)) << 2);
}

/** Transposes six runs of `count` floats into [count][6]; returns the address behind. */
function packSegment(
  g: Geometry,
  seen: usize,
  row: i32,
  column: i32,
  channel: i32,
  count: i32,
  checked: bool,
  zeros: usize,
  target: usize,
): usize {
  let p0 = segment(g, seen, row, column, channel, checked, zeros);
  let p1 = segment(g, seen + 12, row, column, channel, checked, zeros);
  let p2 = segment(g, seen + 24, row, column, channel, checked, zeros);
  let p3 = segment(g, seen + 36, row, column, channel, checked, zeros);
  let p4 = segment(g, seen + 48, row, column, channel, checked, zeros);
  let p5 = segment(g, seen + 60, row, column, channel, checked, zeros);
  for (; count >= 4; count -= 4) {
    const r0 = v128.load(p0),
      r1 = v128.load(p1),
      r2 = v128.load(p2),
      r3 = v128.load(p3);
    const r4 = v128.load(p4),
      r5 = v128.load(p5);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const low45 = v128.shuffle<f32>(r4, r5, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    const high45 = v128.shuffle<f32>(r4, r5, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store64_lane(target, low45, 0, 16);
    v128.store(target, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), 24);
    v128.store64_lane(target, low45, 1, 40);
    v128.store(target, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), 48);
    v128.store64_lane(target, high45, 0, 64);
    v128.store(target, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), 72);
    v128.store64_lane(target, high45, 1, 88);
    p0 += 16;
    p1 += 16;
    p2 += 16;
    p3 += 16;
    p4 += 16;
    p5 += 16;
    target += 96;
  }
  for (; count > 0; count--) {
    store<f32>(target, load<f32>(p0));
    store<f32>(target, load<f32>(p1), 4);
    store<f32>(target, load<f32>(p2), 8);
    store<f32>(target, load<f32>(p3), 12);
    store<f32>(target, load<f32>(p4), 16);
    store<f32>(target, load<f32>(p5), 20);
    p0 += 4;
    p1 += 4;
    p2 += 4;
    p3 += 4;
    p4 += 4;
    p5 += 4;
    target += ROW_STEP;
  }
  return target;
}

/**
 * Rows: what six neighbouring weights of a filter see at output pixels `first` … `first + count`.
 *
 * @param tapRow row of the kernel
 * @param offset floats from an output pixel's top left tap to the six
 */
export function packTaps(
  g: Geometry,
  map: usize,
  tapRow: i32,
  offset: i32,
  first: i32,
  count: i32,
  target: usize,
): void {
  const step = g.stride * g.channels;
  const rowLength = g.width * g.channels;
  const start = offset - g.padLeft * g.channels;
  // Output columns whose six floats all lie in the row of the map.
  const inside = start >= 0 ? 0 : (-start + step - 1) / step;
  const room = rowLength - ROWS - start;
  const outside = room < 0 ? 0 : min(room / step + 1, g.outWidth);
  for (let pixel = first; pixel < first + count;) {
    const row = pixel / g.outWidth;
    const image = row / g.outHeight;
    let column = pixel - row * g.outWidth;
    const end = min(g.outWidth, column + first + count - pixel);
    pixel += end - column;
    const y = (row - image * g.outHeight) * g.stride - g.padTop + tapRow;
    if (<u32>y >= <u32>g.height) {
      const bytes = <usize>(end - column) * ROW_STEP;
      memory.fill(target, 0, bytes);
      target += bytes;
      continue;
    }
    const line = map + ((<usize>((image * g.height + y) * rowLength)) << 2);
    for (; column < min(inside, end); column++)
      target = packEdge(line, start + column * step, rowLength, target);
    let from = line + ((<isize>(start + column * step)) << 2);
    for (; column < min(outside, end); column++) {
      v128.store(target, v128.load(from));
      v128.store64_lane(target, v128.load64_zero(from, 16), 0, 16);
      from += (<usize>step) << 2;
      target += ROW_STEP;
    }
    for (; column < end; column++) target = packEdge(line, start + column * step, rowLength, target);
  }
  if (count & 1) memory.fill(target, 0, ROW_STEP);
}

/** Six floats from `at` on, zero where they are not in the row. */
function packEdge(line: usize, at: i32, rowLength: i32, target: usize): usize {
  for (let i = at; i < at + ROWS; i++) {
    store<f32>(target, <u32>i < <u32>rowLength ? load<f32>(line + ((<usize>i) << 2)) : 0);
    target += 4;
  }
  return target;
}
