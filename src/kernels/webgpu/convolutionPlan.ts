/**
 * How a convolution or one of its backward halves is cut into matrix products, tiles and work groups, and what that
 * costs. Pure: tests and benchmarks ask here what the programs will do.
 */
import type { ConvolutionAttributes } from '../operations/convolution';

export type Shape4D = readonly [number, number, number, number];
export type Part = 'forward' | 'inputGrad' | 'filterGrad';

/** Uniforms of every program; channels and filters are those of one group. */
export interface Geometry {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly groups: number;
}

/** One work group makes `rows` × `columns` of a product; a thread makes `threadRows` × 4 of it. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly threadRows: 4 | 8;
  /** Share of the multiply-add rate that the tile leaves after loads from workgroup memory; see README.md. */
  readonly efficiency: number;
}

export interface Plan {
  readonly part: Part;
  readonly geometry: Geometry;
  readonly tile: Tile;
  readonly rowTiles: number;
  readonly columnTiles: number;
  /** Independent products, or summands of one: groups × phases, or groups × splits. */
  readonly slices: number;
  readonly splits: number;
  /** Depth tiles of each split. */
  readonly splitTiles: number;
}

export interface Cost {
  /** Work groups of each dispatch. */
  readonly dispatches: readonly number[];
  /** What all work groups load from and store to buffers, before any cache. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Floating-point operations of the convolution itself, and those that the tiles execute. */
  readonly flops: number;
  readonly executedFlops: number;
}

/** Depth of a tile: numbers of the summed index that one round through workgroup memory takes. */
export const TILE_DEPTH = 16;
const REDUCTION_WORKGROUP = 64;

export const TILES: readonly Tile[] = [
  { rows: 64, columns: 64, threadRows: 8, efficiency: 1 },
  { rows: 32, columns: 32, threadRows: 4, efficiency: 0.7 },
  { rows: 64, columns: 16, threadRows: 4, efficiency: 0.5 },
];
/** Threads that keep a processor busy: 256 on each of a large card's 128 multiprocessors; a few groups' on a CPU. */
export const BUSY_THREADS = { card: 32_768, software: 256 } as const;
/** A split shorter than this spends more on its partial sums than it wins. */
const LEAST_SPLIT_TILES = 8;

/** TensorFlow's SAME: the smaller half goes before. */
export function convolutionGeometry(
  [images, height, width, channels]: Shape4D,
  [kernel, , , filters]: Shape4D,
  { stride, groups }: ConvolutionAttributes,
): Geometry {
  const [outHeight, outWidth] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const padBefore = (size: number, out: number): number =>
    Math.floor(Math.max(0, (out - 1) * stride + kernel - size) / 2);
  return {
    images,
    height,
    width,
    channels: channels / groups,
    outHeight,
    outWidth,
    filters: filters / groups,
    kernel,
    stride,
    padTop: padBefore(height, outHeight),
    padLeft: padBefore(width, outWidth),
    groups,
  };
}

/** The tile that leaves the least time by its padding, its efficiency and the threads it gives work. */
export function planConvolution(
  part: Part,
  geometry: Geometry,
  busyThreads: number = BUSY_THREADS.card,
  tiles = TILES,
): Plan {
  const estimate = (plan: Plan): number => {
    const busy = Math.min(1, (workgroupsOf(plan) * threadsOf(plan.tile)) / busyThreads);
    return convolutionCost(plan).executedFlops / plan.tile.efficiency / busy;
  };
  const plans = tiles.map((tile) => planWith(tile, part, geometry, busyThreads));
  return plans.reduce((best, plan) => (estimate(plan) < estimate(best) ? plan : best));
}

function planWith(tile: Tile, part: Part, geometry: Geometry, busyThreads: number): Plan {
  const products = productsOf(part, geometry);
  const rowTiles = Math.ceil(Math.max(...products.map(({ rows }) => rows)) / tile.rows);
  const columnTiles = Math.ceil(columnsOf(part, geometry) / tile.columns);
  const depthTiles = Math.ceil(Math.max(...products.map(({ depth }) => depth)) / TILE_DEPTH);
  const wanted = busyThreads / threadsOf(tile) / (geometry.groups * rowTiles * columnTiles);
  const most = part === 'filterGrad' ? Math.min(Math.round(wanted), depthTiles / LEAST_SPLIT_TILES) : 1;
  const splitTiles = Math.ceil(depthTiles / Math.max(1, Math.floor(most)));
  const splits = part === 'filterGrad' ? Math.ceil(depthTiles / splitTiles) : 1;
  const slices = geometry.groups * products.length * splits;
  return { part, geometry, tile, rowTiles, columnTiles, slices, splits, splitTiles };
}

export function threadsOf({ rows, columns, threadRows }: Tile): number {
  return (rows / threadRows) * (columns / 4);
}

export function workgroupsOf({ slices, rowTiles, columnTiles }: Plan): number {
  return slices * rowTiles * columnTiles;
}

/** Work groups that sum `size` numbers, a vec4 a thread where that divides. */
export function reductionWorkgroups(size: number): number {
  return Math.ceil(size / (size % 4 === 0 ? 4 : 1) / REDUCTION_WORKGROUP);
}

/** Depth counts whole quads of channels at every tap: a quad never straddles two taps. */
function productsOf(part: Part, geometry: Geometry): { rows: number; depth: number }[] {
  const { images, height, width, outHeight, outWidth, kernel, stride } = geometry;
  const channels = roundUp(geometry.channels, 4);
  const pixels = images * outHeight * outWidth;
  switch (part) {
    case 'forward':
      return [{ rows: pixels, depth: kernel ** 2 * channels }];
    case 'filterGrad':
      return [{ rows: kernel ** 2 * channels, depth: pixels }];
    case 'inputGrad':
      return Array.from({ length: stride ** 2 }, (_, phase) => {
        const [y, x] = [Math.floor(phase / stride), phase % stride];
        const extent = (size: number, at: number): number => Math.ceil((size - at) / stride);
        const taps = (at: number, pad: number): number =>
          Math.max(0, Math.ceil((kernel - ((at + pad) % stride)) / stride));
        return {
          rows: images * extent(height, y) * extent(width, x),
          depth: taps(y, geometry.padTop) * taps(x, geometry.padLeft) * roundUp(geometry.filters, 4),
        };
      });
  }
}

function columnsOf(part: Part, { channels, filters }: Geometry): number {
  return part === 'inputGrad' ? channels : filters;
}

/** Dispatches, bytes and operations of a plan. */
export function convolutionCost(plan: Plan): Cost {
  const { part, geometry, tile, rowTiles, columnTiles, splits, splitTiles } = plan;
  const { images, outHeight, outWidth, kernel, channels, filters, groups } = geometry;
  // A work group whose phase has fewer rows than the largest still walks its depth.
  const depthTiles = productsOf(part, geometry).reduce(
    (sum, { depth }) => sum + (splits === 1 ? Math.ceil(depth / TILE_DEPTH) : splits * splitTiles),
    0,
  );
  const rounds = groups * rowTiles * columnTiles * depthTiles;
  const weights = kernel ** 2 * channels * filters * groups;
  const outputs = outputsOf(part, geometry);
  const partial = splits > 1 ? splits * weights : 0;
  return {
    dispatches: [workgroupsOf(plan), ...(splits > 1 ? [reductionWorkgroups(weights)] : [])],
    bytesRead: 4 * (rounds * TILE_DEPTH * (tile.rows + tile.columns) + partial),
    bytesWritten: 4 * (outputs + partial),
    flops: 2 * images * outHeight * outWidth * weights,
    executedFlops: 2 * rounds * TILE_DEPTH * tile.rows * tile.columns,
  };
}

function outputsOf(part: Part, geometry: Geometry): number {
  const { images, height, width, outHeight, outWidth, kernel, channels, filters, groups } = geometry;
  switch (part) {
    case 'forward':
      return images * outHeight * outWidth * filters * groups;
    case 'inputGrad':
      return images * height * width * channels * groups;
    case 'filterGrad':
      return kernel ** 2 * channels * filters * groups;
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
