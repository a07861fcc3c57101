/** Sums with a gate a pixel, leaky ReLU, and Adam, number by number. */

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
