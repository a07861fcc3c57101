/** Bilinear ×2, overlapping max pooling and local response normalisation, over maps [n, h, w, c]. */

/** y [n, 2h, 2w, c]: even outputs copy, odd ones average with the next input, the last copies. */
export function upsample(x: usize, images: i32, height: i32, width: i32, channels: i32, y: usize): void {
  const bytes = (<usize>channels) << 2;
  const line = <usize>width * bytes;
  const half = f32x4.splat(0.5);
  const quarter = f32x4.splat(0.25);
  for (let row = 0; row < images * height; row++) {
    const below: usize = (row + 1) % height === 0 ? 0 : line;
    for (let column = 0; column < width; column++) {
      const right: usize = column === width - 1 ? 0 : bytes;
      const next = y + 2 * line;
      let j: usize = 0;
      for (; j + 16 <= bytes; j += 16) {
        const a = v128.load(x + j);
        const b = v128.load(x + j + right);
        const d = v128.load(x + j + below);
        const ab = f32x4.add(a, b);
        const de = f32x4.add(d, v128.load(x + j + below + right));
        v128.store(y + j, a);
        v128.store(y + j + bytes, f32x4.mul(ab, half));
        v128.store(next + j, f32x4.mul(f32x4.add(a, d), half));
        v128.store(next + j + bytes, f32x4.mul(f32x4.add(ab, de), quarter));
      }
      for (; j < bytes; j += 4) {
        const a = load<f32>(x + j);
        const d = load<f32>(x + j + below);
        const ab = a + load<f32>(x + j + right);
        const de = d + load<f32>(x + j + below + right);
        store<f32>(y + j, a);
        store<f32>(y + j + bytes, ab * 0.5);
        store<f32>(next + j, (a + d) * 0.5);
        store<f32>(next + j + bytes, (ab + de) * 0.25);
      }
      x += bytes;
      y += 2 * bytes;
    }
    y += 2 * line;
  }
}

/** dx [n, h, w, c] from dy [n, 2h, 2w, c]: (½, 1, ½) along each axis, the last row and column counted twice. */
export function upsampleGrad(
  dy: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  dx: usize,
): void {
  const bytes = (<usize>channels) << 2;
  const line: usize = 2 * <usize>width * bytes;
  for (let row = 0; row < images * height; row++) {
    const y = row % height;
    const above: usize = y > 0 ? line : 0;
    const aboveWeight: f32 = y > 0 ? 0.5 : 0;
    const belowWeight: f32 = y === height - 1 ? 1 : 0.5;
    for (let column = 0; column < width; column++) {
      const before: usize = column > 0 ? bytes : 0;
      const beforeWeight: f32 = column > 0 ? 0.5 : 0;
      const afterWeight: f32 = column === width - 1 ? 1 : 0.5;
      let j: usize = 0;
      for (; j + 16 <= bytes; j += 16) {
        const top = three(dy + j - above, before, bytes, beforeWeight, afterWeight);
        const middle = three(dy + j, before, bytes, beforeWeight, afterWeight);
        const bottom = three(dy + j + line, before, bytes, beforeWeight, afterWeight);
        const outer = f32x4.add(
          f32x4.mul(top, f32x4.splat(aboveWeight)),
          f32x4.mul(bottom, f32x4.splat(belowWeight)),
        );
        v128.store(dx + j, f32x4.add(middle, outer));
      }
      for (; j < bytes; j += 4) {
        const top = threeOnes(dy + j - above, before, bytes, beforeWeight, afterWeight);
        const middle = threeOnes(dy + j, before, bytes, beforeWeight, afterWeight);
        const bottom = threeOnes(dy + j + line, before, bytes, beforeWeight, afterWeight);
        store<f32>(dx + j, middle + (top * aboveWeight + bottom * belowWeight));
      }
      dx += bytes;
      dy += 2 * bytes;
    }
    dy += line;
  }
}

function three(at: usize, before: usize, after: usize, beforeWeight: f32, afterWeight: f32): v128 {
  const outer = f32x4.add(
    f32x4.mul(v128.load(at - before), f32x4.splat(beforeWeight)),
    f32x4.mul(v128.load(at + after), f32x4.splat(afterWeight)),
  );
  return f32x4.add(v128.load(at), outer);
}

function threeOnes(at: usize, before: usize, after: usize, beforeWeight: f32, afterWeight: f32): f32 {
  return load<f32>(at) + (load<f32>(at - before) * beforeWeight + load<f32>(at + after) * afterWeight);
}

/**
 * dx of a 3×3 max pool at stride 2: each window's dy goes to its maximum y, the first in reading order.
 *
 * @param padTop rows of padding above, padLeft columns to the left: 0 or 1
 */
export function maxPoolGrad(
  dy: usize,
  x: usize,
  y: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  padTop: i32,
  padLeft: i32,
  dx: usize,
): void {
  const bytes = (<usize>channels) << 2;
  const map = <usize>(height * width) * bytes;
  memory.fill(dx, 0, <usize>images * map);
  for (let image = 0; image < images; image++) {
    for (let row = -padTop; row < height - padTop; row += 2) {
      const top = max(row, 0);
      const bottom = min(row + 3, height);
      for (let column = -padLeft; column < width - padLeft; column += 2) {
        const left = max(column, 0);
        const right = min(column + 3, width);
        let j: usize = 0;
        for (; j + 16 <= bytes; j += 16) {
          const best = v128.load(y + j);
          const slope = v128.load(dy + j);
          let open = i32x4.splat(-1);
          for (let r = top; r < bottom; r++) {
            let at = <usize>(r * width + left) * bytes + j;
            for (let c = left; c < right; c++, at += bytes) {
              const hit = v128.and(open, f32x4.eq(v128.load(x + at), best));
              open = v128.andnot(open, hit);
              v128.store(dx + at, f32x4.add(v128.load(dx + at), v128.and(slope, hit)));
            }
          }
        }
        for (; j < bytes; j += 4)
          giveToFirst(dy + j, x + j, y + j, dx + j, top, bottom, left, right, width, bytes);
        y += bytes;
        dy += bytes;
      }
    }
    x += map;
    dx += map;
  }
}

function giveToFirst(
  dy: usize,
  x: usize,
  y: usize,
  dx: usize,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
  width: i32,
  bytes: usize,
): void {
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const at = <usize>(row * width + column) * bytes;
      if (load<f32>(x + at) !== load<f32>(y)) continue;
      store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy));
      return;
    }
  }
}

/** Σ over 2·radius + 1 neighbours; the row has `radius` zeros on either side, `at` is its first term. */
function window(at: usize, radius: i32): v128 {
  let sum = v128.load(at);
  for (let i = 1; i <= 2 * radius; i++) sum = f32x4.add(sum, v128.load(at + ((<usize>i) << 2)));
  return sum;
}

/** s^−¾ */
function power(s: v128): v128 {
  const root = f32x4.sqrt(s);
  return f32x4.div(f32x4.splat(1), f32x4.mul(root, f32x4.sqrt(root)));
}

/**
 * y = x·s^−¾ with s = bias + α·Σ x² over channels at most `radius` apart.
 *
 * @param scratch 2 rows of channels + 2·radius + 4 floats
 */
export function localResponse(
  x: usize,
  rows: i32,
  channels: i32,
  radius: i32,
  bias: f32,
  alpha: f32,
  y: usize,
  scratch: usize,
): void {
  const bytes = (<usize>channels) << 2;
  const padding = (<usize>radius) << 2;
  const rowBytes = bytes + 2 * padding + 16;
  memory.fill(scratch, 0, 2 * rowBytes);
  const whole = bytes & ~(<usize>15);
  const last = scratch + rowBytes;
  for (let row = 0; row < rows; row++) {
    square(x, bytes, scratch + padding);
    for (let j: usize = 0; j < whole; j += 16) {
      const s = f32x4.add(f32x4.splat(bias), f32x4.mul(f32x4.splat(alpha), window(scratch + j, radius)));
      v128.store(y + j, f32x4.mul(v128.load(x + j), power(s)));
    }
    if (whole < bytes) {
      memory.copy(last, x + whole, bytes - whole);
      const s = f32x4.add(f32x4.splat(bias), f32x4.mul(f32x4.splat(alpha), window(scratch + whole, radius)));
      v128.store(last, f32x4.mul(v128.load(last), power(s)));
      memory.copy(y + whole, last, bytes - whole);
    }
    x += bytes;
    y += bytes;
  }
}

function square(x: usize, bytes: usize, target: usize): void {
  let j: usize = 0;
  for (; j + 16 <= bytes; j += 16) {
    const value = v128.load(x + j);
    v128.store(target + j, f32x4.mul(value, value));
  }
  for (; j < bytes; j += 4) store<f32>(target + j, load<f32>(x + j) * load<f32>(x + j));
}

/**
 * dx = dy·s^−¾ − 3/2·α·x·Σ dy·x·s^−7/4 over the same windows.
 *
 * @param scratch 5 rows of channels + 2·radius + 4 floats
 */
export function localResponseGrad(
  dy: usize,
  x: usize,
  rows: i32,
  channels: i32,
  radius: i32,
  bias: f32,
  alpha: f32,
  dx: usize,
  scratch: usize,
): void {
  const bytes = (<usize>channels) << 2;
  const padding = (<usize>radius) << 2;
  const rowBytes = bytes + 2 * padding + 16;
  const terms = scratch + rowBytes;
  const direct = terms + rowBytes;
  // Copies of a row, so that vectors may run over its end.
  const ownX = direct + rowBytes;
  const ownDy = ownX + rowBytes;
  memory.fill(scratch, 0, 5 * rowBytes);
  for (let row = 0; row < rows; row++) {
    square(x, bytes, scratch + padding);
    memory.copy(ownX, x, bytes);
    memory.copy(ownDy, dy, bytes);
    for (let j: usize = 0; j < bytes; j += 16) {
      const s = f32x4.add(f32x4.splat(bias), f32x4.mul(f32x4.splat(alpha), window(scratch + j, radius)));
      const through = f32x4.mul(v128.load(ownDy + j), power(s));
      v128.store(direct + j, through);
      v128.store(terms + padding + j, f32x4.div(f32x4.mul(through, v128.load(ownX + j)), s));
    }
    // Of the last vector only the row's own lanes may count.
    memory.fill(terms + padding + bytes, 0, padding + 16);
    for (let j: usize = 0; j < bytes; j += 16) {
      const around = f32x4.mul(f32x4.splat(<f32>1.5 * alpha), window(terms + j, radius));
      v128.store(direct + j, f32x4.sub(v128.load(direct + j), f32x4.mul(v128.load(ownX + j), around)));
    }
    memory.copy(dx, direct, bytes);
    x += bytes;
    dy += bytes;
    dx += bytes;
  }
}

/** Copies the part of a map from (top, left) on; widths and `left` in floats. */
export function crop(
  source: usize,
  images: i32,
  height: i32,
  width: i32,
  fullHeight: i32,
  fullWidth: i32,
  top: i32,
  left: i32,
  target: usize,
): void {
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < height; row++) {
      const from = (image * fullHeight + top + row) * fullWidth + left;
      memory.copy(target, source + ((<usize>from) << 2), (<usize>width) << 2);
      target += (<usize>width) << 2;
    }
  }
}
