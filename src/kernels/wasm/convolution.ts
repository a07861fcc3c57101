/** Convolution and its two backward halves. */
import type { ConvolutionAttributes } from '../operations/convolution';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelMemory, Scratch } from './kernelMemory';
import { parts } from './parts';
import { program, type Program } from './program';

type Shape4D = [number, number, number, number];
type InputGradAttributes = ConvolutionAttributes & { readonly inputShape: Shape4D };
type FilterGradAttributes = ConvolutionAttributes & { readonly filterShape: Shape4D };

/** Rows and columns of a tile. */
const [ROWS, COLUMNS] = [6, 8];
/** Bytes of assembly/geometry.ts, rounded up. */
const GEOMETRY_BYTES = 64;
/** Below this a convolution is over before another thread has woken. */
const WORTH_SHARING_FLOP = 2e6;
/** Output pixels, filters and tiles of weights in a part: fewer do not pay for packing the other operand once more. */
const LEAST = { pixels: 768, columns: 96, tiles: 24 };

/** Numbers along the depth of a product, its columns, channels of a group, and kernel size: what fixes its scratch. */
type Extent = readonly [depth: number, columns: number, channels: number, kernel: number];

/** Runs convolve or convolveBack of assembly/convolution.ts, which differ in what `more` comes before the address of `to`. */
export function runConvolution(
  memory: KernelMemory,
  name: 'convolve' | 'convolveBack',
  geometry: Geometry,
  extent: Extent,
  [from, by, to]: readonly [TensorInfo, TensorInfo, TensorInfo],
  ...more: number[]
): void {
  const [address, scratch] = prepare(memory, geometry, extent);
  const [pixels, run] = [pixelsOf(geometry), runOf(geometry, more[1] ?? 1)];
  const threads = threadsFor(memory, pixels * extent[0] * extent[1] * geometry[11]);
  // Each part packs all of the other operand that it needs: the smaller one should be packed again.
  const byPixels = pixels > run / 2;
  const pixelParts = byPixels ? parts(pixels, ROWS, LEAST.pixels, threads) : [[0, pixels]];
  const columnParts = byPixels ? [[0, run]] : parts(run, COLUMNS, LEAST.columns, threads);
  const addresses = [address, memory.addressOf(from), memory.addressOf(by), ...more, memory.addressOf(to)];
  const calls = pixelParts.flatMap((pixels) => columnParts.map((run) => [...addresses, ...pixels, ...run]));
  memory.each(name, calls, scratch);
}

/** dw from x and dy. */
export function runCorrelation(
  memory: KernelMemory,
  geometry: Geometry,
  extent: Extent,
  [x, dy, dw]: readonly [TensorInfo, TensorInfo, TensorInfo],
): void {
  const [address, scratch] = prepare(memory, geometry, extent);
  const tiles = memory.run.correlationTiles(address);
  const threads = threadsFor(memory, extent[0] * extent[1] * tiles * ROWS * geometry[11]);
  const addresses = [address, memory.addressOf(x), memory.addressOf(dy), memory.addressOf(dw)];
  const calls = parts(tiles, 1, LEAST.tiles, threads).map((tiles) => [...addresses, ...tiles]);
  memory.each('correlate', calls, scratch);
}

/** Puts the geometry where all threads find it; returns its address and the scratch memory behind. */
function prepare(memory: KernelMemory, geometry: Geometry, extent: Extent): [number, Scratch] {
  const bytes = memory.run.scratchBytes(...extent);
  const address = memory.scratch(GEOMETRY_BYTES + bytes * memory.threads);
  memory.writeIntegers(address, geometry);
  return [address, { address: address + GEOMETRY_BYTES, bytes }];
}

function threadsFor(memory: KernelMemory, products: number): number {
  return 2 * products < WORTH_SHARING_FLOP ? 1 : memory.threads;
}

/** In the order of assembly/geometry.ts. */
export type Geometry = readonly [
  images: number,
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  filters: number,
  kernel: number,
  stride: number,
  padTop: number,
  padLeft: number,
  groups: number,
];

/** Output pixels. */
function pixelsOf(geometry: Geometry): number {
  return geometry[0] * geometry[4] * geometry[5];
}

/** Neighbouring numbers of a result pixel, or of a row of its block, that a group makes. */
function runOf({ 6: filters, 11: groups }: Geometry, stride: number): number {
  return groups === 1 ? filters * stride : filters / groups;
}

const convolve = program<ConvolutionAttributes>('Convolution', (memory, { x, filter }, attributes) => {
  const [kernel, , channels, filters] = filter!.shape as Shape4D;
  const geometry = forwardGeometry(x!.shape as Shape4D, filter!.shape as Shape4D, attributes);
  const y = memory.output([geometry[0], geometry[4], geometry[5], filters]);
  const extent = [kernel * kernel * channels, filters / attributes.groups, channels, kernel] as const;
  runConvolution(memory, 'convolve', geometry, extent, [x!, filter!, y]);
  return y;
});

const filterGrad = program<FilterGradAttributes>('ConvolutionFilterGrad', (memory, { x, dy }, attributes) => {
  const { filterShape, groups } = attributes;
  const geometry = forwardGeometry(x!.shape as Shape4D, filterShape, attributes);
  const dw = memory.output(filterShape);
  const extent = [pixelsOf(geometry), filterShape[3] / groups, filterShape[2], filterShape[0]] as const;
  runCorrelation(memory, geometry, extent, [x!, dy!, dw]);
  return dw;
});

function forwardGeometry(
  [images, height, width, channels]: Shape4D,
  [kernel, , , filters]: Shape4D,
  { stride, groups }: ConvolutionAttributes,
): Geometry {
  const outputs = [Math.ceil(height / stride), Math.ceil(width / stride)] as const;
  const padding = [padBefore(height, kernel, stride), padBefore(width, kernel, stride)] as const;
  return [images, height, width, channels, ...outputs, filters, kernel, stride, ...padding, groups];
}

/** TensorFlow's SAME: the smaller half goes before. */
function padBefore(size: number, kernel: number, stride: number): number {
  return Math.floor(Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size) / 2);
}

const inputGrad = program<InputGradAttributes>(
  'ConvolutionInputGrad',
  (memory, { dy, filter }, attributes) => {
    const { stride, groups, inputShape } = attributes;
    const [images, height, width, channels] = inputShape;
    const [kernel] = filter!.shape as Shape4D;
    const [, rows, columns, filters] = dy!.shape as Shape4D;
    const taps = Math.ceil(kernel / stride);
    const [top, left] = [padBefore(height, kernel, stride), padBefore(width, kernel, stride)];
    // The blocks of assembly's convolveBack cover the padded input; without a stride they are its pixels.
    const strided = stride > 1;
    const blockRows = strided ? Math.ceil((height + top) / stride) : height;
    const blockColumns = strided ? Math.ceil((width + left) / stride) : width;
    const geometry: Geometry = [
      images,
      rows,
      columns,
      filters,
      blockRows,
      blockColumns,
      channels,
      taps,
      1,
      taps - 1 - (strided ? 0 : top),
      taps - 1 - (strided ? 0 : left),
      groups,
    ];
    const padded = memory.output([images, blockRows * stride, blockColumns * stride, channels]);
    // As many runs of columns as convolveBack makes.
    const [runs, run] = groups === 1 ? [stride, stride * channels] : [stride ** 2, channels / groups];
    const count = runs * Math.ceil(run / COLUMNS) * COLUMNS;
    const extent = [(taps * taps * filters) / groups, count, filters / groups, taps] as const;
    runConvolution(memory, 'convolveBack', geometry, extent, [dy!, filter!, padded], kernel, stride);
    if (padded.shape[1] === height && padded.shape[2] === width) return padded;
    const dx = memory.output(inputShape);
    const crop = [images, height, width * channels, blockRows * stride, blockColumns * stride * channels];
    const [begin, end] = [strided ? top : 0, (strided ? left : 0) * channels];
    memory.run.crop(memory.addressOf(padded), ...crop, begin, end, memory.addressOf(dx));
    memory.dispose(padded);
    return dx;
  },
);

export const convolutionPrograms: readonly Program[] = [convolve, inputGrad, filterGrad];
