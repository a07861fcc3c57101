/**
 * The same tile with rows read from where they lie. Slower by a tenth than packed rows, but packing is worth its time
 * only if more than a few tiles use the rows again.
 */
import { COLUMN_STEP, COLUMNS, put, ROWS, scatter, SEGMENT_BYTES } from './tile';

/**
 * Tile (+)= Σ over `count` segments of rows · columns[k][8].
 *
 * @param places six addresses, each where a row of the tile begins, less `offset`
 * @param spill room for 48 floats, for tiles that stick out of the result
 */
export function multiplySegments(
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
  const zero = f32x4.splat(0);
  let a0 = zero;
  let a1 = zero;
  let b0 = zero;
  let b1 = zero;
  let c0 = zero;
  let c1 = zero;
  let d0 = zero;
  let d1 = zero;
  let e0 = zero;
  let e1 = zero;
  let f0 = zero;
  let f1 = zero;
  let left: v128;
  let right: v128;
  let s: v128;
  for (let end = segments + <usize>count * SEGMENT_BYTES; segments < end; segments += SEGMENT_BYTES) {
    let k = load<i32>(segments);
    let p0 = <usize>load<u32>(segments, 4);
    let p1 = <usize>load<u32>(segments, 8);
    let p2 = <usize>load<u32>(segments, 12);
    let p3 = <usize>load<u32>(segments, 16);
    let p4 = <usize>load<u32>(segments, 20);
    let p5 = <usize>load<u32>(segments, 24);
    for (; k >= 2; k -= 2) {
      left = v128.load(columns);
      right = v128.load(columns, 16);
      s = v128.load32_splat(p0);
      a0 = f32x4.add(a0, f32x4.mul(s, left));
      a1 = f32x4.add(a1, f32x4.mul(s, right));
      s = v128.load32_splat(p1);
      b0 = f32x4.add(b0, f32x4.mul(s, left));
      b1 = f32x4.add(b1, f32x4.mul(s, right));
      s = v128.load32_splat(p2);
      c0 = f32x4.add(c0, f32x4.mul(s, left));
      c1 = f32x4.add(c1, f32x4.mul(s, right));
      s = v128.load32_splat(p3);
      d0 = f32x4.add(d0, f32x4.mul(s, left));
      d1 = f32x4.add(d1, f32x4.mul(s, right));
      s = v128.load32_splat(p4);
      e0 = f32x4.add(e0, f32x4.mul(s, left));
      e1 = f32x4.add(e1, f32x4.mul(s, right));
      s = v128.load32_splat(p5);
      f0 = f32x4.add(f0, f32x4.mul(s, left));
      f1 = f32x4.add(f1, f32x4.mul(s, right));

      left = v128.load(columns, 32);
      right = v128.load(columns, 48);
      s = v128.load32_splat(p0, 4);
      a0 = f32x4.add(a0, f32x4.mul(s, left));
      a1 = f32x4.add(a1, f32x4.mul(s, right));
      s = v128.load32_splat(p1, 4);
      b0 = f32x4.add(b0, f32x4.mul(s, left));
      b1 = f32x4.add(b1, f32x4.mul(s, right));
      s = v128.load32_splat(p2, 4);
      c0 = f32x4.add(c0, f32x4.mul(s, left));
      c1 = f32x4.add(c1, f32x4.mul(s, right));
      s = v128.load32_splat(p3, 4);
      d0 = f32x4.add(d0, f32x4.mul(s, left));
      d1 = f32x4.add(d1, f32x4.mul(s, right));
      s = v128.load32_splat(p4, 4);
      e0 = f32x4.add(e0, f32x4.mul(s, left));
      e1 = f32x4.add(e1, f32x4.mul(s, right));
      s = v128.load32_splat(p5, 4);
      f0 = f32x4.add(f0, f32x4.mul(s, left));
      f1 = f32x4.add(f1, f32x4.mul(s, right));
      p0 += 8;
      p1 += 8;
      p2 += 8;
      p3 += 8;
      p4 += 8;
      p5 += 8;
      columns += 2 * COLUMN_STEP;
    }
    if (k > 0) {
      left = v128.load(columns);
      right = v128.load(columns, 16);
      s = v128.load32_splat(p0);
      a0 = f32x4.add(a0, f32x4.mul(s, left));
      a1 = f32x4.add(a1, f32x4.mul(s, right));
      s = v128.load32_splat(p1);
      b0 = f32x4.add(b0, f32x4.mul(s, left));
      b1 = f32x4.add(b1, f32x4.mul(s, right));
      s = v128.load32_splat(p2);
      c0 = f32x4.add(c0, f32x4.mul(s, left));
      c1 = f32x4.add(c1, f32x4.mul(s, right));
      s = v128.load32_splat(p3);
      d0 = f32x4.add(d0, f32x4.mul(s, left));
      d1 = f32x4.add(d1, f32x4.mul(s, right));
      s = v128.load32_splat(p4);
      e0 = f32x4.add(e0, f32x4.mul(s, left));
      e1 = f32x4.add(e1, f32x4.mul(s, right));
      s = v128.load32_splat(p5);
      f0 = f32x4.add(f0, f32x4.mul(s, left));
      f1 = f32x4.add(f1, f32x4.mul(s, right));
      columns += COLUMN_STEP;
    }
  }
  if (validRows === ROWS && validColumns === COLUMNS) {
    put(<usize>load<u32>(places) + offset, a0, a1, accumulate);
    put(<usize>load<u32>(places, 4) + offset, b0, b1, accumulate);
    put(<usize>load<u32>(places, 8) + offset, c0, c1, accumulate);
    put(<usize>load<u32>(places, 12) + offset, d0, d1, accumulate);
    put(<usize>load<u32>(places, 16) + offset, e0, e1, accumulate);
    put(<usize>load<u32>(places, 20) + offset, f0, f1, accumulate);
    return;
  }
  v128.store(spill, a0);
  v128.store(spill, a1, 16);
  v128.store(spill, b0, 32);
  v128.store(spill, b1, 48);
  v128.store(spill, c0, 64);
  v128.store(spill, c1, 80);
  v128.store(spill, d0, 96);
  v128.store(spill, d1, 112);
  v128.store(spill, e0, 128);
  v128.store(spill, e1, 144);
  v128.store(spill, f0, 160);
  v128.store(spill, f1, 176);
  scatter(spill, places, offset, validRows, validColumns, accumulate);
}

/** The same for four columns at most: the left half only. */
export function multiplyNarrowSegments(
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
  const zero = f32x4.splat(0);
  let a0 = zero;
  let b0 = zero;
  let c0 = zero;
  let d0 = zero;
  let e0 = zero;
  let f0 = zero;
  let left: v128;
  let s: v128;
  for (let end = segments + <usize>count * SEGMENT_BYTES; segments < end; segments += SEGMENT_BYTES) {
    let k = load<i32>(segments);
    let p0 = <usize>load<u32>(segments, 4);
    let p1 = <usize>load<u32>(segments, 8);
    let p2 = <usize>load<u32>(segments, 12);
    let p3 = <usize>load<u32>(segments, 16);
    let p4 = <usize>load<u32>(segments, 20);
    let p5 = <usize>load<u32>(segments, 24);
    for (; k >= 2; k -= 2) {
      left = v128.load(columns);
      s = v128.load32_splat(p0);
      a0 = f32x4.add(a0, f32x4.mul(s, left));
      s = v128.load32_splat(p1);
      b0 = f32x4.add(b0, f32x4.mul(s, left));
      s = v128.load32_splat(p2);
      c0 = f32x4.add(c0, f32x4.mul(s, left));
      s = v128.load32_splat(p3);
      d0 = f32x4.add(d0, f32x4.mul(s, left));
      s = v128.load32_splat(p4);
      e0 = f32x4.add(e0, f32x4.mul(s, left));
      s = v128.load32_splat(p5);
      f0 = f32x4.add(f0, f32x4.mul(s, left));

      left = v128.load(columns, 32);
      s = v128.load32_splat(p0, 4);
      a0 = f32x4.add(a0, f32x4.mul(s, left));
      s = v128.load32_splat(p1, 4);
      b0 = f32x4.add(b0, f32x4.mul(s, left));
      s = v128.load32_splat(p2, 4);
      c0 = f32x4.add(c0, f32x4.mul(s, left));
      s = v128.load32_splat(p3, 4);
      d0 = f32x4.add(d0, f32x4.mul(s, left));
      s = v128.load32_splat(p4, 4);
      e0 = f32x4.add(e0, f32x4.mul(s, left));
      s = v128.load32_splat(p5, 4);
      f0 = f32x4.add(f0, f32x4.mul(s, left));
      p0 += 8;
      p1 += 8;
      p2 += 8;
      p3 += 8;
      p4 += 8;
      p5 += 8;
      columns += 2 * COLUMN_STEP;
    }
    if (k > 0) {
      left = v128.load(columns);
      s = v128.load32_splat(p0);
      a0 = f32x4.add(a0, f32x4.mul(s, left));
      s = v128.load32_splat(p1);
      b0 = f32x4.add(b0, f32x4.mul(s, left));
      s = v128.load32_splat(p2);
      c0 = f32x4.add(c0, f32x4.mul(s, left));
      s = v128.load32_splat(p3);
      d0 = f32x4.add(d0, f32x4.mul(s, left));
      s = v128.load32_splat(p4);
      e0 = f32x4.add(e0, f32x4.mul(s, left));
      s = v128.load32_splat(p5);
      f0 = f32x4.add(f0, f32x4.mul(s, left));
      columns += COLUMN_STEP;
    }
  }
  v128.store(spill, a0);
  v128.store(spill, b0, 32);
  v128.store(spill, c0, 64);
  v128.store(spill, d0, 96);
  v128.store(spill, e0, 128);
  v128.store(spill, f0, 160);
  scatter(spill, places, offset, validRows, validColumns, accumulate);
}
