/**
 * Arithmetic with one coefficient a channel, the channels being the last axis. A few rows are taken as one wide row
 * of a multiple of four numbers, with the coefficients repeated, so that any number of channels runs in full vectors
 * and sums have enough independent lanes.
 */

/** Wide rows whose sums are kept in single precision before they join the totals in double precision. */
const BLOCK_ROWS: i32 = 64;
const WIDTH: i32 = 32;

/** Rows in a wide row. */
export function rowsTogether(channels: i32): i32 {
  const rows = max(1, WIDTH / channels);
  return channels % 4 === 0 ? rows : (rows + 3) & ~3;
}

/** Writes a vector [c] `times` times in a row. */
export function repeat(vector: usize, channels: i32, times: i32, target: usize): void {
  const bytes = (<usize>channels) << 2;
  for (let i = 0; i < times; i++) memory.copy(target + <usize>i * bytes, vector, bytes);
}

function leaky(z: v128, slope: v128): v128 {
  return f32x4.pmax(z, f32x4.mul(z, slope));
}

/** dy where z > 0, slope·dy elsewhere. */
function throughLeaky(dy: v128, z: v128, slope: v128): v128 {
  return v128.bitselect(dy, f32x4.mul(dy, slope), f32x4.gt(z, f32x4.splat(0)));
}

/** y = leaky(x·scale + shift), the coefficients being repeated to `period` numbers. */
export function affine(
  x: usize,
  size: i32,
  period: i32,
  scale: usize,
  shift: usize,
  slope: f32,
  y: usize,
): void {
  const slopes = f32x4.splat(slope);
  for (let done = 0; done < size; done += period) {
    const bytes = (<usize>min(period, size - done)) << 2;
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const z = f32x4.add(f32x4.mul(v128.load(x + j), v128.load(scale + j)), v128.load(shift + j));
      v128.store(y + j, leaky(z, slopes));
    }
    for (; j < bytes; j += 4) {
      const z = load<f32>(x + j) * load<f32>(scale + j) + load<f32>(shift + j);
      store<f32>(y + j, z > 0 ? z : z * slope);
    }
    x += bytes;
    y += bytes;
  }
}

/**
 * dx = scale·dz + offset + factor·x, dz being dy before the leaky ReLU of x·scale + shift; coefficients repeated.
 */
export function affineInputGrad(
  dy: usize,
  x: usize,
  size: i32,
  period: i32,
  scale: usize,
  shift: usize,
  offset: usize,
  factor: usize,
  slope: f32,
  dx: usize,
): void {
  const slopes = f32x4.splat(slope);
  for (let done = 0; done < size; done += period) {
    const bytes = (<usize>min(period, size - done)) << 2;
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const at = v128.load(x + j);
      const scales = v128.load(scale + j);
      const z = f32x4.add(f32x4.mul(at, scales), v128.load(shift + j));
      const dz = throughLeaky(v128.load(dy + j), z, slopes);
      const rest = f32x4.add(v128.load(offset + j), f32x4.mul(v128.load(factor + j), at));
      v128.store(dx + j, f32x4.add(f32x4.mul(dz, scales), rest));
    }
    for (; j < bytes; j += 4) {
      const at = load<f32>(x + j);
      const z = at * load<f32>(scale + j) + load<f32>(shift + j);
      const dz = load<f32>(dy + j) * (z > 0 ? <f32>1 : slope);
      store<f32>(dx + j, dz * load<f32>(scale + j) + (load<f32>(offset + j) + load<f32>(factor + j) * at));
    }
    x += bytes;
    dy += bytes;
    dx += bytes;
  }
}

/**
 * Mean and biased variance of each channel in one pass, of x less its first row, which keeps the two terms of the
 * variance of one size.
 *
 * @param scratch room for 3·period floats and, aligned to 8 bytes before them, 2·channels doubles
 */
export function moments(
  x: usize,
  size: i32,
  channels: i32,
  period: i32,
  mean: usize,
  variance: usize,
  scratch: usize,
): void {
  const totals = scratch;
  const first = totals + ((<usize>channels) << 4);
  const sums = first + ((<usize>period) << 2);
  const squares = sums + ((<usize>period) << 2);
  repeat(x, channels, period / channels, first);
  memory.fill(totals, 0, (<usize>channels) << 4);
  memory.fill(sums, 0, (<usize>period) << 3);
  const start = x;
  let waiting = 0;
  for (let done = 0; done < size; done += period) {
    const bytes = (<usize>min(period, size - done)) << 2;
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const value = f32x4.sub(v128.load(x + j), v128.load(first + j));
      v128.store(sums + j, f32x4.add(v128.load(sums + j), value));
      v128.store(squares + j, f32x4.add(v128.load(squares + j), f32x4.mul(value, value)));
    }
    for (; j < bytes; j += 4) {
      const value = load<f32>(x + j) - load<f32>(first + j);
      store<f32>(sums + j, load<f32>(sums + j) + value);
      store<f32>(squares + j, load<f32>(squares + j) + value * value);
    }
    x += bytes;
    if (++waiting === BLOCK_ROWS || done + period >= size) {
      settle(sums, squares, channels, period, totals);
      waiting = 0;
    }
  }
  const rows = <f64>(size / channels);
  for (let c: usize = 0; c < <usize>channels; c++) {
    const average = load<f64>(totals + (c << 4)) / rows;
    const spread = load<f64>(totals + (c << 4), 8) / rows - average * average;
    store<f32>(mean + (c << 2), <f32>(average + <f64>load<f32>(start + (c << 2))));
    store<f32>(variance + (c << 2), <f32>max(spread, 0));
  }
}

/** Adds two rows of sums to the totals, pairs of doubles a channel, and clears them. */
function settle(first: usize, second: usize, channels: i32, period: i32, totals: usize): void {
  for (let begin = 0; begin < period; begin += channels) {
    for (let c = 0; c < channels; c++) {
      const from = (<usize>(begin + c)) << 2;
      const to = totals + ((<usize>c) << 4);
      store<f64>(to, load<f64>(to) + <f64>load<f32>(first + from));
      store<f64>(to, load<f64>(to, 8) + <f64>load<f32>(second + from), 8);
    }
  }
  memory.fill(first, 0, (<usize>period) << 2);
  memory.fill(second, 0, (<usize>period) << 2);
}

/**
 * Σ dz and Σ dz·(x − centre) of each channel, dz being dy before the leaky ReLU of x·scale + shift; coefficients
 * repeated.
 *
 * @param scratch as for moments, less a row
 */
export function affineSums(
  dy: usize,
  x: usize,
  size: i32,
  channels: i32,
  period: i32,
  scale: usize,
  shift: usize,
  centre: usize,
  slope: f32,
  sumDz: usize,
  sumDzX: usize,
  scratch: usize,
): void {
  const totals = scratch;
  const sums = totals + ((<usize>channels) << 4);
  const products = sums + ((<usize>period) << 2);
  memory.fill(totals, 0, (<usize>channels) << 4);
  memory.fill(sums, 0, (<usize>period) << 3);
  const slopes = f32x4.splat(slope);
  let waiting = 0;
  for (let done = 0; done < size; done += period) {
    const bytes = (<usize>min(period, size - done)) << 2;
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const at = v128.load(x + j);
      const z = f32x4.add(f32x4.mul(at, v128.load(scale + j)), v128.load(shift + j));
      const dz = throughLeaky(v128.load(dy + j), z, slopes);
      v128.store(sums + j, f32x4.add(v128.load(sums + j), dz));
      const product = f32x4.mul(dz, f32x4.sub(at, v128.load(centre + j)));
      v128.store(products + j, f32x4.add(v128.load(products + j), product));
    }
    for (; j < bytes; j += 4) {
      const at = load<f32>(x + j);
      const z = at * load<f32>(scale + j) + load<f32>(shift + j);
      const dz = load<f32>(dy + j) * (z > 0 ? <f32>1 : slope);
      store<f32>(sums + j, load<f32>(sums + j) + dz);
      store<f32>(products + j, load<f32>(products + j) + dz * (at - load<f32>(centre + j)));
    }
    x += bytes;
    dy += bytes;
    if (++waiting === BLOCK_ROWS || done + period >= size) {
      settle(sums, products, channels, period, totals);
      waiting = 0;
    }
  }
  for (let c: usize = 0; c < <usize>channels; c++) {
    store<f32>(sumDz + (c << 2), <f32>load<f64>(totals + (c << 4)));
    store<f32>(sumDzX + (c << 2), <f32>load<f64>(totals + (c << 4), 8));
  }
}
