/**
 * What the matrix product's operands are, part by part. Each gives WGSL functions: `begin(slice)` → rounds of the depth,
 * `aLoad(i)` and `bLoad(i)` → a thread's i-th vec4 of this round, `advance()` to the next round, and
 * `finish(row, column, value)`, which stores four neighbours of the product.
 *
 * Pixels and taps move on by mixed-radix addition, so that the loop never divides. Channels are counted in quads;
 * where they do not divide by 4, each tap's last quad is filled up with zeros.
 */
import type { Part } from './convolutionPlan';

interface Operand {
  /** The contiguous axis of its buffer. */
  readonly of: 'channels' | 'filters';
  /** Whether that axis is summed over. */
  readonly alongDepth: boolean;
}

export interface Operands {
  readonly a: Operand;
  readonly b: Operand;
  /** The contiguous axis of the result. */
  readonly result: 'channels' | 'filters';
  readonly code: string;
}

/** y = Σ over taps and channels of x · filter: rows are output pixels, columns are filters. */
const forward: Operands = {
  a: { of: 'channels', alongDepth: true },
  b: { of: 'filters', alongDepth: false },
  result: 'filters',
  code: `
    var<private> origin : array<vec3<i32>, A_LOADS>;
    var<private> tap : vec3<i32>;
    var<private> tapStep : vec3<i32>;
    var<private> tapExtent : vec2<i32>;
    var<private> depth : i32;
    var<private> rows : i32;

    fn begin(slice : i32) -> i32 {
      group = slice;
      let grid = vec2<i32>(uniforms.outHeight, uniforms.outWidth);
      rows = uniforms.images * grid.x * grid.y;
      tapExtent = vec2<i32>(uniforms.kernel, quadsOf(uniforms.channels));
      for (var i = 0; i < A_LOADS; i++) {
        let pixel = digits(firstRow + (local + i * THREADS) / 4, grid);
        origin[i] = pixel * vec3<i32>(1, uniforms.stride, uniforms.stride)
          - vec3<i32>(0, uniforms.padTop, uniforms.padLeft);
      }
      tap = digits(local % 4, tapExtent);
      tapStep = digits(4, tapExtent);
      depth = 0;
      return (uniforms.kernel * uniforms.kernel * tapExtent.y + 3) / 4;
    }
    fn advance() {
      tap = plus(tap, tapStep, tapExtent);
      depth += 16;
    }
    fn aLoad(i : i32) -> vec4<f32> {
      if (tap.x >= uniforms.kernel) { return vec4<f32>(0.0); }
      let start = pixelStart(origin[i] + vec3<i32>(0, tap.xy), vec2<i32>(uniforms.height, uniforms.width),
        uniforms.groups * uniforms.channels);
      let channel = tap.z * 4;
      return aAt(select(start + group * uniforms.channels + channel, -1, start < 0), uniforms.channels - channel);
    }
    fn filterRow(k : i32) -> i32 {
      let quad = k / 4;
      if (quad >= uniforms.kernel * uniforms.kernel * tapExtent.y) { return -1; }
      if (WIDE_CHANNELS) { return k; }
      let channel = quad % tapExtent.y * 4 + k % 4;
      return select(-1, quad / tapExtent.y * uniforms.channels + channel, channel < uniforms.channels);
    }
    fn bLoad(i : i32) -> vec4<f32> {
      let row = filterRow(depth + (local + i * THREADS) / COLUMN_QUADS);
      let column = firstColumn + local % COLUMN_QUADS * 4;
      let start = (row * uniforms.groups + group) * uniforms.filters + column;
      return bAt(select(start, -1, row < 0), uniforms.filters - column);
    }
    fn finish(row : i32, column : i32, value : vec4<f32>) {
      if (row >= rows) { return; }
      write((row * uniforms.groups + group) * uniforms.filters + column, uniforms.filters - column, value);
    }`,
};

/**
 * dx = Σ over taps and filters of dy · filter: rows are input pixels, columns are channels. With a stride, input
 * pixels fall into stride² phases; each sees its own taps and none of the zeros that a dilated dy would have.
 */
const inputGrad: Operands = {
  a: { of: 'filters', alongDepth: true },
  b: { of: 'filters', alongDepth: true },
  result: 'channels',
  code: `
    var<private> origin : array<vec3<i32>, A_LOADS>;
    var<private> tap : vec3<i32>;
    var<private> tapStep : vec3<i32>;
    var<private> tapExtent : vec2<i32>;
    var<private> phase : vec2<i32>;
    var<private> firstTap : vec2<i32>;
    var<private> taps : vec2<i32>;
    var<private> grid : vec2<i32>;

    fn begin(slice : i32) -> i32 {
      let stride = uniforms.stride;
      let phases = stride * stride;
      group = slice / phases;
      phase = vec2<i32>(slice % phases / stride, slice % stride);
      let padded = phase + vec2<i32>(uniforms.padTop, uniforms.padLeft);
      firstTap = padded % stride;
      taps = (uniforms.kernel - firstTap + stride - 1) / stride;
      grid = (vec2<i32>(uniforms.height, uniforms.width) - phase + stride - 1) / stride;
      tapExtent = vec2<i32>(taps.y, quadsOf(uniforms.filters));
      for (var i = 0; i < A_LOADS; i++) {
        origin[i] = digits(firstRow + (local + i * THREADS) / 4, grid) + vec3<i32>(0, padded / stride);
      }
      tap = digits(local % 4, tapExtent);
      tapStep = digits(4, tapExtent);
      return (taps.x * taps.y * tapExtent.y + 3) / 4;
    }
    fn advance() { tap = plus(tap, tapStep, tapExtent); }
    fn aLoad(i : i32) -> vec4<f32> {
      if (tap.x >= taps.x) { return vec4<f32>(0.0); }
      let start = pixelStart(origin[i] - vec3<i32>(0, tap.xy), vec2<i32>(uniforms.outHeight, uniforms.outWidth),
        uniforms.groups * uniforms.filters);
      let filterIndex = tap.z * 4;
      return aAt(select(start + group * uniforms.filters + filterIndex, -1, start < 0),
        uniforms.filters - filterIndex);
    }
    fn bLoad(i : i32) -> vec4<f32> {
      let channel = firstColumn + (local + i * THREADS) / 4;
      if (tap.x >= taps.x || channel >= uniforms.channels) { return vec4<f32>(0.0); }
      let at = firstTap + tap.xy * uniforms.stride;
      let row = (at.x * uniforms.kernel + at.y) * uniforms.channels + channel;
      let filterIndex = tap.z * 4;
      return bAt((row * uniforms.groups + group) * uniforms.filters + filterIndex,
        uniforms.filters - filterIndex);
    }
    fn finish(row : i32, column : i32, value : vec4<f32>) {
      let cell = digits(row, grid);
      let at = vec3<i32>(cell.x, cell.yz * uniforms.stride + phase);
      let start = pixelStart(at, vec2<i32>(uniforms.height, uniforms.width), uniforms.groups * uniforms.channels);
      if (start < 0) { return; }
      write(start + group * uniforms.channels + column, uniforms.channels - column, value);
    }`,
};

/**
 * dW = Σ over output pixels of x · dy: rows are taps and channels, columns are filters. Each split of the pixels
 * writes sums of its own.
 */
const filterGrad: Operands = {
  a: { of: 'channels', alongDepth: false },
  b: { of: 'filters', alongDepth: false },
  result: 'filters',
  code: `
    var<private> tap : vec3<i32>;
    var<private> tapExtent : vec2<i32>;
    var<private> pixel : array<vec3<i32>, A_LOADS>;
    var<private> pixelStep : vec3<i32>;
    var<private> grid : vec2<i32>;
    var<private> depth : i32;
    var<private> pixels : i32;
    var<private> split : i32;

    fn begin(slice : i32) -> i32 {
      group = slice / uniforms.splits;
      split = slice % uniforms.splits;
      depth = split * uniforms.splitTiles * 16;
      grid = vec2<i32>(uniforms.outHeight, uniforms.outWidth);
      pixels = uniforms.images * grid.x * grid.y;
      tapExtent = vec2<i32>(uniforms.kernel, quadsOf(uniforms.channels));
      tap = digits(firstRow / 4 + local % ROW_QUADS, tapExtent);
      for (var i = 0; i < A_LOADS; i++) {
        pixel[i] = digits(depth + (local + i * THREADS) / ROW_QUADS, grid);
      }
      pixelStep = digits(16, grid);
      return uniforms.splitTiles;
    }
    fn advance() {
      for (var i = 0; i < A_LOADS; i++) { pixel[i] = plus(pixel[i], pixelStep, grid); }
      depth += 16;
    }
    fn aLoad(i : i32) -> vec4<f32> {
      if (tap.x >= uniforms.kernel) { return vec4<f32>(0.0); }
      let at = pixel[i] * vec3<i32>(1, uniforms.stride, uniforms.stride)
        + vec3<i32>(0, tap.x - uniforms.padTop, tap.y - uniforms.padLeft);
      let start = pixelStart(at, vec2<i32>(uniforms.height, uniforms.width), uniforms.groups * uniforms.channels);
      let channel = tap.z * 4;
      return aAt(select(start + group * uniforms.channels + channel, -1, start < 0), uniforms.channels - channel);
    }
    fn bLoad(i : i32) -> vec4<f32> {
      let row = depth + (local + i * THREADS) / COLUMN_QUADS;
      let column = firstColumn + local % COLUMN_QUADS * 4;
      let start = (row * uniforms.groups + group) * uniforms.filters + column;
      return bAt(select(start, -1, row >= pixels), uniforms.filters - column);
    }
    fn finish(row : i32, column : i32, value : vec4<f32>) {
      let quad = row / 4;
      let channel = quad % tapExtent.y * 4 + row % 4;
      let at = quad / tapExtent.y;
      let taps = uniforms.kernel * uniforms.kernel;
      if (at >= taps || channel >= uniforms.channels) { return; }
      let weight = (split * taps + at) * uniforms.channels + channel;
      write((weight * uniforms.groups + group) * uniforms.filters + column, uniforms.filters - column, value);
    }`,
};

export const OPERANDS: Readonly<Record<Part, Operands>> = { forward, inputGrad, filterGrad };
