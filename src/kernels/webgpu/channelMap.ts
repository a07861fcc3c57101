/**
 * Maps [rows…, c] that are changed number by number with vectors [c]. A thread keeps to one column, so it reads the
 * vectors and derives from them once; neighbouring threads take neighbouring columns, so that memory is read in a row.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { BYTES, groupsOf, layoutOf, THREADS, valueType, type Cost, type Lanes } from './layout';
import { runShader, sizeOf, type Shader } from './program';

/** Below this many threads a GPU has idle lanes; above it, a thread takes several rows. */
const BUSY_THREADS = 1 << 17;
const MOST_ROWS = 8;

export interface ChannelMap {
  readonly key: string;
  /** Inputs of the map's own shape, then vectors [c]. */
  readonly maps: readonly string[];
  readonly vectors: readonly string[];
  readonly numbers: readonly string[];
  /** WGSL that derives from the vectors at `column`, once a thread. */
  readonly prepare: string;
  /** WGSL expression of the result at `at`. */
  readonly value: string;
}

function shaderOf(map: ChannelMap, lanes: Lanes): Shader {
  return {
    key: `${map.key}${lanes}`,
    inputs: [...map.maps, ...map.vectors].map((name) => [name, lanes] as const),
    outputComponents: lanes,
    integers: ['size', 'columns', 'step'],
    numbers: map.numbers,
    workgroupSize: THREADS,
    code: `
      ${valueType(lanes)}
      fn main(index: i32) {
        if (index >= uniforms.step) { return; }
        let column = index % uniforms.columns;
        ${map.prepare}
        for (var at = index; at < uniforms.size; at += uniforms.step) {
          result[at] = ${map.value};
        }
      }`,
  };
}

/** Runs a map over `inputs`, the maps first; the result has the first one's shape. */
export function runChannelMap(
  backend: WebGPUBackend,
  map: ChannelMap,
  inputs: readonly TensorInfo[],
  numbers: Readonly<Record<string, number>>,
): TensorInfo {
  const { lanes, rows, columns } = layoutOf(inputs[0]!);
  const rowThreads = Math.min(rows, Math.max(Math.ceil(rows / MOST_ROWS), Math.ceil(BUSY_THREADS / columns)));
  const step = rowThreads * columns;
  return runShader(backend, shaderOf(map, lanes), {
    inputs,
    outputShape: inputs[0]!.shape,
    uniforms: { ...numbers, size: rows * columns, columns, step },
    workgroups: groupsOf(step),
  });
}

/** One pass: every map and vector read, the result written. */
export function channelMapCost(map: ChannelMap, shape: number[]): Cost {
  const vectors = map.vectors.length * shape.at(-1)!;
  return { dispatches: 1, bytes: BYTES * ((map.maps.length + 1) * sizeOf({ shape }) + vectors) };
}

/** WGSL: the leaky ReLU of slope 0 to 1 of z, and dy before it. */
export const leaky = (z: string): string => `max(${z}, uniforms.slope * ${z})`;
export const throughLeaky = (dy: string, z: string): string =>
  `${dy} * select(Value(uniforms.slope), Value(1), ${z} > Value(0))`;
