/** Sums with a gate a pixel, leaky ReLU, tanh, and Adam, number by number; copies of runs of numbers. */

/** y = gate ⊙ change, plus z where there is one (z not 0). */
export function gated(z: usize, change: usize, gate: usize, pixels: i32, channels: i32, y: usize): void {
  const bytes = (<usize>channels) << 2;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const share = load<f32>(gate);
    const shares = f32x4.splat(share);
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) {
      const part = f32x4.mul(shares, v128.load(change + j));
      v128.store(y + j, z ? f32x4.add(v128.load(z + j), part) : part);
    }
    for (; j < bytes; j += 4) {
      const part = share * load<f32>(change + j);
      store<f32>(y + j, z ? load<f32>(z + j) + part : part);
    }
    gate += 4;
    change += bytes;
    y += bytes;
    if (z) z += bytes;
  }
}

/** y = max(x, slope·x). */
export function leakyRelu(x: usize, size: i32, slope: f32, y: usize): void {
  const slopes = f32x4.splat(slope);
  let i = size;
  for (; i >= 4; i -= 4, x += 16, y += 16) {
    const value = v128.load(x);
    v128.store(y, f32x4.pmax(value, f32x4.mul(value, slopes)));
  }
  for (; i > 0; i--, x += 4, y += 4) {
    const value = load<f32>(x);
    store<f32>(y, value > 0 ? value : value * slope);
  }
}

/** One update of Adam: g' = g + decay·w; m' and v' are its running means; w' = w − rate·m' / (√v' + ε). */
export function adam(
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  size: i32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  rest1: f32,
  rest2: f32,
  epsilon: f32,
  decay: f32,
  newW: usize,
  newM: usize,
  newV: usize,
): void {
  const bytes = (<usize>size) << 2;
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    const weight = v128.load(w + j);
    const slope = f32x4.add(v128.load(g + j), f32x4.mul(weight, f32x4.splat(decay)));
    const first = f32x4.add(
      f32x4.mul(v128.load(m + j), f32x4.splat(beta1)),
      f32x4.mul(slope, f32x4.splat(rest1)),
    );
    const second = f32x4.add(
      f32x4.mul(v128.load(v + j), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(slope, slope), f32x4.splat(rest2)),
    );
    const change = f32x4.div(first, f32x4.add(f32x4.sqrt(second), f32x4.splat(epsilon)));
    v128.store(newM + j, first);
    v128.store(newV + j, second);
    v128.store(newW + j, f32x4.sub(weight, f32x4.mul(change, f32x4.splat(rate))));
  }
  for (; j < bytes; j += 4) {
    const weight = load<f32>(w + j);
    const slope = load<f32>(g + j) + weight * decay;
    const first = load<f32>(m + j) * beta1 + slope * rest1;
    const second = load<f32>(v + j) * beta2 + slope * slope * rest2;
    store<f32>(newM + j, first);
    store<f32>(newV + j, second);
    store<f32>(newW + j, weight - (first / (sqrt<f32>(second) + epsilon)) * rate);
  }
}

/** y = tanh x = e / (e + 2) with e = exp(2|x|) − 1, and the sign of x. Relative error below 3e-7. */
export function tanh(x: usize, size: i32, y: usize): void {
  for (; size >= 4; size -= 4, x += 16, y += 16) v128.store(y, tanhOf(v128.load(x)));
  if (size === 0) return;
  let rest = f32x4.splat(0);
  for (let i = 0; i < size; i++) {
    rest = v128.shuffle<i32>(rest, f32x4.splat(load<f32>(x + ((<usize>i) << 2))), 1, 2, 3, 4);
  }
  rest = tanhOf(rest);
  for (let i = size - 1; i >= 0; i--) {
    store<f32>(y + ((<usize>i) << 2), f32x4.extract_lane(rest, 3));
    rest = v128.shuffle<i32>(rest, rest, 0, 0, 1, 2);
  }
}

function tanhOf(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(0x80000000));
  // Beyond 10, tanh is 1 in single precision.
  const twice = f32x4.mul(f32x4.min(f32x4.abs(x), f32x4.splat(10)), f32x4.splat(2));
  // exp(twice) = 2ⁿ·exp(r) with |r| ≤ ½ ln 2; ln 2 in two parts, so that r is exact.
  const n = f32x4.nearest(f32x4.mul(twice, f32x4.splat(1.4426950408889634)));
  let r = f32x4.sub(twice, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(0.00021219444005469057)));
  // exp(r) − 1 by its series.
  let p = f32x4.add(f32x4.splat(1 / 720.0), f32x4.mul(r, f32x4.splat(1 / 5040.0)));
  p = f32x4.add(f32x4.splat(1 / 120.0), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(1 / 24.0), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(1 / 6.0), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(0.5), f32x4.mul(r, p));
  p = f32x4.add(r, f32x4.mul(f32x4.mul(r, r), p));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  const e = f32x4.add(f32x4.mul(p, scale), f32x4.sub(scale, f32x4.splat(1)));
  return v128.or(f32x4.div(e, f32x4.add(e, f32x4.splat(2))), sign);
}

/** Copies `count` runs of `length` floats; steps from run to run in bytes. */
export function copyRuns(
  source: usize,
  sourceStep: usize,
  target: usize,
  targetStep: usize,
  length: i32,
  count: i32,
): void {
  const bytes = (<usize>length) << 2;
  for (let run = 0; run < count; run++) {
    let j: usize = 0;
    for (; j + 16 <= bytes; j += 16) v128.store(target + j, v128.load(source + j));
    for (; j < bytes; j += 4) store<f32>(target + j, load<f32>(source + j));
    source += sourceStep;
    target += targetStep;
  }
}
