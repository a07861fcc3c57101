/** How maps [rows…, c] lie on threads: what the programs of this folder share. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from './program';

/** Threads of a work-group everywhere here: the most that every device allows, a whole number of waves on each. */
export const THREADS = 256;

export type Lanes = 1 | 4;

/** A map as rows of columns, a column being 4 channels where they divide by 4, and 1 channel otherwise. */
export interface Layout {
  readonly lanes: Lanes;
  readonly rows: number;
  readonly columns: number;
}

export function layoutOf(map: Pick<TensorInfo, 'shape'>): Layout {
  const channels = map.shape.at(-1) ?? 1;
  const lanes = lanesFor(channels);
  return { lanes, rows: sizeOf(map) / channels, columns: channels / lanes };
}

export function lanesFor(size: number): Lanes {
  return size % 4 === 0 ? 4 : 1;
}

/** WGSL: the type of an array's elements. */
export function valueType(lanes: Lanes): string {
  return `alias Value = ${lanes === 4 ? 'vec4<f32>' : 'f32'};\n`;
}

/** Work-groups that hold so many threads. */
export function groupsOf(threads: number): number {
  return Math.ceil(threads / THREADS);
}

/** What a kernel costs: dispatches, and bytes if every tensor it binds goes through memory once a dispatch. */
export interface Cost {
  readonly dispatches: number;
  readonly bytes: number;
}

export const BYTES = 4;
