/**
 * The inner loop of all convolutions: a 6×8 tile of a matrix product, held in registers. Measured in V8 on x64: 39
 * GFLOP/s of one core's f32 SIMD without fused multiply-add, against 31 of XNNPACK's 4×8. (With relaxed SIMD's fused
 * multiply-add: 45, not enough for numbers that differ from machine to machine.)
 */

/** Rows and columns of a tile. */
export const ROWS: i32 = 6;
export const COLUMNS: i32 = 8;
/** Columns of a narrow tile: the left half. */
export const NARROW: i32 = 4;

/** Bytes of one step along the depth, in packed rows and columns. */
export const ROW_STEP: usize = 24;
export const COLUMN_STEP: usize = 32;

/** Bytes of a segment: a length, and six addresses where as many floats lie. */
export const SEGMENT_BYTES: usize = 28;

/**
 * Tile (+)= Σ_k rows[k][6] · columns[k][8]. The depth must be even.
 *
 * @param places six addresses, each where a row of the tile begins, less `offset`
 * @param spill room for 48 floats, for tiles that stick out of the result
 */
export function multiplyTile(
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
  for (let k = 0; k < depth; k += 2) {
    left = v128.load(columns);
    right = v128.load(columns, 16);
    s = v128.load32_splat(rows);
    a0 = f32x4.add(a0, f32x4.mul(s, left));
    a1 = f32x4.add(a1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 4);
    b0 = f32x4.add(b0, f32x4.mul(s, left));
    b1 = f32x4.add(b1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 8);
    c0 = f32x4.add(c0, f32x4.mul(s, left));
    c1 = f32x4.add(c1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 12);
    d0 = f32x4.add(d0, f32x4.mul(s, left));
    d1 = f32x4.add(d1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 16);
    e0 = f32x4.add(e0, f32x4.mul(s, left));
    e1 = f32x4.add(e1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 20);
    f0 = f32x4.add(f0, f32x4.mul(s, left));
    f1 = f32x4.add(f1, f32x4.mul(s, right));

    left = v128.load(columns, 32);
    right = v128.load(columns, 48);
    s = v128.load32_splat(rows, 24);
    a0 = f32x4.add(a0, f32x4.mul(s, left));
    a1 = f32x4.add(a1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 28);
    b0 = f32x4.add(b0, f32x4.mul(s, left));
    b1 = f32x4.add(b1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 32);
    c0 = f32x4.add(c0, f32x4.mul(s, left));
    c1 = f32x4.add(c1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 36);
    d0 = f32x4.add(d0, f32x4.mul(s, left));
    d1 = f32x4.add(d1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 40);
    e0 = f32x4.add(e0, f32x4.mul(s, left));
    e1 = f32x4.add(e1, f32x4.mul(s, right));
    s = v128.load32_splat(rows, 44);
    f0 = f32x4.add(f0, f32x4.mul(s, left));
    f1 = f32x4.add(f1, f32x4.mul(s, right));
    rows += 2 * ROW_STEP;
    columns += 2 * COLUMN_STEP;
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
export function multiplyNarrowTile(
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
  const zero = f32x4.splat(0);
  let a0 = zero;
  let b0 = zero;
  let c0 = zero;
  let d0 = zero;
  let e0 = zero;
  let f0 = zero;
  let left: v128;
  let s: v128;
  for (let k = 0; k < depth; k += 2) {
    left = v128.load(columns);
    s = v128.load32_splat(rows);
    a0 = f32x4.add(a0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 4);
    b0 = f32x4.add(b0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 8);
    c0 = f32x4.add(c0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 12);
    d0 = f32x4.add(d0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 16);
    e0 = f32x4.add(e0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 20);
    f0 = f32x4.add(f0, f32x4.mul(s, left));

    left = v128.load(columns, 32);
    s = v128.load32_splat(rows, 24);
    a0 = f32x4.add(a0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 28);
    b0 = f32x4.add(b0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 32);
    c0 = f32x4.add(c0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 36);
    d0 = f32x4.add(d0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 40);
    e0 = f32x4.add(e0, f32x4.mul(s, left));
    s = v128.load32_splat(rows, 44);
    f0 = f32x4.add(f0, f32x4.mul(s, left));
    rows += 2 * ROW_STEP;
    columns += 2 * COLUMN_STEP;
  }
  v128.store(spill, a0);
  v128.store(spill, b0, 32);
  v128.store(spill, c0, 64);
  v128.store(spill, d0, 96);
  v128.store(spill, e0, 128);
  v128.store(spill, f0, 160);
  scatter(spill, places, offset, validRows, validColumns, accumulate);
}

/** Stores eight numbers, or adds them to what is there. */
export function put(at: usize, left: v128, right: v128, accumulate: bool): void {
  if (accumulate) {
    left = f32x4.add(left, v128.load(at));
    right = f32x4.add(right, v128.load(at, 16));
  }
  v128.store(at, left);
  v128.store(at, right, 16);
}

/** Brings the valid part of a spilled tile to its places. */
export function scatter(
  spill: usize,
  places: usize,
  offset: usize,
  validRows: i32,
  validColumns: i32,
  accumulate: bool,
): void {
  for (let i = 0; i < validRows; i++) {
    const place = <usize>load<u32>(places + ((<usize>i) << 2)) + offset;
    for (let j = 0; j < validColumns; j++) {
      const value = load<f32>(spill + ((<usize>(i * COLUMNS + j)) << 2));
      const at = place + ((<usize>j) << 2);
      store<f32>(at, accumulate ? load<f32>(at) + value : value);
    }
  }
}
