/** Copies of operands in the order in which the tile reads them. Every packed depth is even; the odd step is zero. */
import { Geometry } from './geometry';
import { COLUMN_STEP, COLUMNS, ROW_STEP, ROWS, SEGMENT_BYTES } from './tile';

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

/**
 * Where the six output pixels from `first` on see the map: image base, top row and left column of each. Behind the last
 * pixel it is repeated. Returns whether all taps of all six lie inside the map, in the
 * same rows of it, and there are no groups; only the first pixel is written then.
 */
export function locatePixels(g: Geometry, map: usize, first: i32, seen: usize): bool {
  let row = first / g.outWidth;
  let column = first - row * g.outWidth;
  let image = row / g.outHeight;
  row -= image * g.outHeight;
  const y = row * g.stride - g.padTop;
  const x = column * g.stride - g.padLeft;
  const reach = (ROWS - 1) * g.stride + g.kernel;
  const together =
    g.groups === 1 &&
    column + ROWS <= g.outWidth &&
    y >= 0 &&
    x >= 0 &&
    y + g.kernel <= g.height &&
    x + reach <= g.width;
  const imageBytes = (<usize>(g.height * g.width * g.channels)) << 2;
  const count = together ? 1 : min(ROWS, g.pixels - first);
  for (let i = 0; i < ROWS; i++) {
    store<u32>(seen, <u32>(map + <usize>image * imageBytes));
    store<i32>(seen, row * g.stride - g.padTop, 4);
    store<i32>(seen, column * g.stride - g.padLeft, 8);
    seen += 12;
    if (together) return true;
    if (i + 1 >= count || ++column < g.outWidth) continue;
    column = 0;
    if (++row < g.outHeight) continue;
    row = 0;
    image++;
  }
  return false;
}

/** The same as locateSegments where locatePixels found all taps together and there are no groups. */
export function locateTogether(g: Geometry, seen: usize, from: i32, to: i32, segments: usize): i32 {
  const rowLength = g.kernel * g.channels;
  const step = (<usize>(g.stride * g.channels)) << 2;
  const corner = (load<i32>(seen, 4) * g.width + load<i32>(seen, 8)) * g.channels;
  const first = from / rowLength;
  let count = 0;
  for (let row = first; row * rowLength < to; row++, count++) {
    const begin = max(from - row * rowLength, 0);
    store<i32>(segments, min(to - row * rowLength, rowLength) - begin);
    const offset = (<usize>(corner + row * g.width * g.channels + begin)) << 2;
    let address = <usize>load<u32>(seen) + offset;
    for (let i = 0; i < ROWS; i++) {
      segments += 4;
      store<u32>(segments, <u32>address);
      address += step;
    }
    segments += 4;
  }
  return count;
}

/**
 * What six output pixels see, taps `from` … `to` of their patches (row, column, channel), as segments: runs of floats
 * as long as they are neighbours in the map for all six. Returns how many.
 *
 * @param seen what locatePixels wrote
 * @param zeros as many zero floats as a group has channels: what taps outside see
 */
export function locateSegments(
  g: Geometry,
  seen: usize,
  group: i32,
  from: i32,
  to: i32,
  zeros: usize,
  segments: usize,
): i32 {
  const channels = g.groupChannels;
  const rowLength = g.kernel * channels;
  let count = 0;
  for (let row = from / rowLength; row * rowLength < to; row++) {
    const begin = max(from - row * rowLength, 0);
    const end = min(to - row * rowLength, rowLength);
    if (g.groups === 1 && insideAll(g, seen, row, begin, end)) {
      writeSegment(g, seen, row, 0, begin, end - begin, 0, segments + <usize>count * SEGMENT_BYTES);
      count++;
      continue;
    }
    for (let column = begin / channels; column * channels < end; column++) {
      const first = max(begin - column * channels, 0);
      const length = min(end - column * channels, channels) - first;
      const channel = group * channels + first;
      writeSegment(g, seen, row, column, channel, length, zeros, segments + <usize>count * SEGMENT_BYTES);
      count++;
    }
  }
  return count;
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

/** @param zeros where taps outside the map point to; 0 if there are none */
function writeSegment(
  g: Geometry,
  seen: usize,
  row: i32,
  column: i32,
  channel: i32,
  length: i32,
  zeros: usize,
  segment: usize,
): void {
  store<i32>(segment, length);
  for (let i = 0; i < ROWS; i++) {
    const at = seen + <usize>i * 12;
    const y = load<i32>(at, 4) + row;
    const x = load<i32>(at, 8) + column;
    const outside = zeros !== 0 && (<u32>y >= <u32>g.height || <u32>x >= <u32>g.width);
    const offset = (<usize>((y * g.width + x) * g.channels + channel)) << 2;
    segment += 4;
    store<u32>(segment, <u32>(outside ? zeros : <usize>load<u32>(at) + offset));
  }
}

/** Rows: segments, transposed into [depth][6]. */
export function packSegments(segments: usize, count: i32, depth: i32, target: usize): void {
  for (let i = 0; i < count; i++) target = packSegment(segments + <usize>i * SEGMENT_BYTES, target);
  if (depth & 1) memory.fill(target, 0, ROW_STEP);
}

/** Returns the address behind. */
function packSegment(segment: usize, target: usize): usize {
  let count = load<i32>(segment);
  let p0 = <usize>load<u32>(segment, 4);
  let p1 = <usize>load<u32>(segment, 8);
  let p2 = <usize>load<u32>(segment, 12);
  let p3 = <usize>load<u32>(segment, 16);
  let p4 = <usize>load<u32>(segment, 20);
  let p5 = <usize>load<u32>(segment, 24);
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
