/** How a program of ours becomes a kernel of tfjs. */
import type * as tf from '@tensorflow/tfjs-core';
import type { KernelMemory } from './kernelMemory';

/** Inputs by name, attributes as given; returns new tensors. */
type Body<Attributes> = (
  memory: KernelMemory,
  inputs: Readonly<Record<string, tf.TensorInfo>>,
  attributes: Attributes,
) => tf.TensorInfo | tf.TensorInfo[];

export type Program = (memory: KernelMemory) => tf.KernelConfig;

export function program<Attributes = object>(kernelName: string, body: Body<Attributes>): Program {
  return (memory) => ({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      body(memory, inputs as Record<string, tf.TensorInfo>, (attrs ?? {}) as unknown as Attributes),
  });
}

/** Numbers in a tensor. */
export function sizeOf({ shape }: Pick<tf.TensorInfo, 'shape'>): number {
  return shape.reduce((size, extent) => size * extent, 1);
}
