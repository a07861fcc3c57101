/**
 * Two numbers a channel, reduced over all rows of maps [rows…, c], in two stages: work-groups each reduce a chunk of
 * rows of up to 32 columns; a second dispatch merges the chunks. Maps of few rows need one stage only.
 *
 * A work-group is 256 / width rows by `width` columns, width being a power of two: neighbouring threads read
 * neighbouring columns. Each thread first reduces its own rows; then the rows of threads merge in work-group memory.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { BYTES, layoutOf, THREADS, valueType, type Cost, type Lanes, type Layout } from './layout';
import { runShaderOutputs, sizeOf, type Shader } from './program';

const WIDEST = 32;
/** A thread's fewest rows, so that merging costs little beside reading, and the most groups a device is given. */
const ROWS_PER_THREAD = 8;
const MOST_GROUPS = 512;

export interface ColumnReduction {
  readonly key: string;
  readonly maps: readonly string[];
  readonly vectors: readonly string[];
  readonly numbers: readonly string[];
  /** WGSL that sets `state` (count, a, b) from rows `begin` to `end` in steps of STRIDE; at \`row * columns + column\`. */
  readonly gather: string;
  /** WGSL function \`merge(one: State, other: State) -> State\`. */
  readonly merge: string;
}

/** Merges what the first stage left: a chunk's count is known from its place. */
const mergingGather = `
  for (var row = begin; row < end; row += STRIDE) {
    let at = row * uniforms.columns + column;
    let count = min(uniforms.itemRows, uniforms.allRows - row * uniforms.itemRows);
    state = merge(state, State(f32(count), firsts[at], seconds[at]));
  }`;

function shaderOf(reduction: ColumnReduction, { lanes, columns }: Layout, merging: boolean): Shader {
  const width = widthFor(columns);
  const inputs = merging ? ['firsts', 'seconds'] : [...reduction.maps, ...reduction.vectors];
  return {
    key: `${reduction.key}${merging ? 'Merge' : ''}${lanes}_${width}`,
    inputs: inputs.map((name) => [name, lanes] as const),
    outputComponents: lanes,
    furtherOutputs: [['second', lanes]],
    integers: ['rows', 'columns', 'tiles', 'chunkRows', ...(merging ? ['itemRows', 'allRows'] : [])],
    numbers: ['divisor', ...(merging ? [] : reduction.numbers)],
    workgroupSize: THREADS,
    code: code(reduction.merge, merging ? mergingGather : reduction.gather, width, lanes),
  };
}

function code(merge: string, gather: string, width: number, lanes: Lanes): string {
  return `
    ${valueType(lanes)}
    struct State { count: f32, a: Value, b: Value }
    const WIDTH = ${width};
    const STRIDE = ${THREADS / width};
    var<workgroup> states: array<State, ${THREADS}>;
    ${merge}
    fn main(index: i32) {
      let group = index / ${THREADS};
      let thread = i32(localIndex);
      let column = (group % uniforms.tiles) * WIDTH + thread % WIDTH;
      let chunk = group / uniforms.tiles;
      let first = chunk * uniforms.chunkRows;
      let begin = first + thread / WIDTH;
      let end = min(uniforms.rows, first + uniforms.chunkRows);
      var state = State(0, Value(0), Value(0));
      if (column < uniforms.columns) { ${gather} }
      states[thread] = state;
      workgroupBarrier();
      for (var half = ${THREADS / 2}; half >= WIDTH; half /= 2) {
        if (thread < half) { states[thread] = merge(states[thread], states[thread + half]); }
        workgroupBarrier();
      }
      if (thread < WIDTH && column < uniforms.columns && first < uniforms.rows) {
        let at = chunk * uniforms.columns + column;
        result[at] = states[thread].a;
        second[at] = states[thread].b / uniforms.divisor;
      }
    }`;
}

/** Runs a reduction over `inputs`, the maps first: (a, b / divisor), [c] each. */
export function runColumnReduction(
  backend: WebGPUBackend,
  reduction: ColumnReduction,
  inputs: readonly TensorInfo[],
  numbers: Readonly<Record<string, number>>,
  divisor = 1,
): [TensorInfo, TensorInfo] {
  const layout = layoutOf(inputs[0]!);
  const { rows, columns, lanes } = layout;
  const channels = columns * lanes;
  const tiles = Math.ceil(columns / widthFor(columns));
  const { chunks, chunkRows } = chunksFor(layout);
  const shape = chunks > 1 ? [chunks, channels] : [channels];
  const [a, b] = runShaderOutputs(backend, shaderOf(reduction, layout, false), {
    inputs,
    outputShape: shape,
    furtherShapes: [shape],
    uniforms: { ...numbers, rows, columns, tiles, chunkRows, divisor: chunks > 1 ? 1 : divisor },
    workgroups: tiles * chunks,
  }) as [TensorInfo, TensorInfo];
  if (chunks === 1) return [a, b];
  const merging = { rows: chunks, chunkRows: chunks, itemRows: chunkRows, allRows: rows };
  const merged = runShaderOutputs(backend, shaderOf(reduction, layout, true), {
    inputs: [a, b],
    outputShape: [channels],
    furtherShapes: [[channels]],
    uniforms: { ...merging, columns, tiles, divisor },
    workgroups: tiles,
  });
  for (const partial of [a, b]) backend.disposeData(partial.dataId);
  return merged as [TensorInfo, TensorInfo];
}

/** Maps and vectors read once, partial results written and read again. */
export function columnReductionCost(reduction: ColumnReduction, shape: number[]): Cost {
  const channels = shape.at(-1)!;
  const { chunks } = chunksFor(layoutOf({ shape }));
  const partials = chunks > 1 ? 4 * chunks * channels : 0;
  const inputs = reduction.maps.length * sizeOf({ shape }) + reduction.vectors.length * channels;
  return { dispatches: chunks > 1 ? 2 : 1, bytes: BYTES * (inputs + partials + 2 * channels) };
}

function widthFor(columns: number): number {
  return Math.min(WIDEST, 2 ** Math.ceil(Math.log2(columns)));
}

function chunksFor({ rows, columns }: Layout): { chunks: number; chunkRows: number } {
  const width = widthFor(columns);
  const most = Math.max(1, Math.floor(MOST_GROUPS / Math.ceil(columns / width)));
  const wanted = Math.ceil((rows * width) / (THREADS * ROWS_PER_THREAD));
  const chunkRows = Math.ceil(rows / Math.min(wanted, most));
  return { chunks: Math.ceil(rows / chunkRows), chunkRows };
}

/** WGSL: plain sums. */
export const addStates = `
  fn merge(one: State, other: State) -> State {
    return State(one.count + other.count, one.a + other.a, one.b + other.b);
  }`;
