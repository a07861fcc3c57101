/**
 * What a phase needs beside the networks, as records: whoever saves, restores or frees it need not know which phase it
 * is, nor what the phase does.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../base/random';
import { assertFit, type Parameters, type PlainTensor } from '../networks/parameters';
import type { Adam } from './adam';

export interface PhaseWork {
  /** By the letters of the networks that learn, and of what learns beside them. */
  readonly optimisers: Readonly<Record<string, Adam>>;
  /** Generators by their purpose. */
  readonly random: Readonly<Record<string, Random>>;
  /** What learns and is of no network. */
  readonly extra: Parameters | null;
  /** What is carried from step to step, by name. */
  readonly buffers: Readonly<Record<string, Kept>>;
}

interface Kept {
  readonly buffer: TensorBuffer;
  /** Of one entry in each of its tensors. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
}

/** A growing list of entries, each of which is one tensor of every name. */
interface TensorBuffer {
  /** All entries, [size, …]; null while it is empty. The result is the caller's to dispose. */
  read(): Readonly<Record<string, tf.Tensor>> | null;
  /** Fills an empty buffer with what `read` gave. */
  restore(tensors: Readonly<Record<string, tf.Tensor>>): void;
  dispose(): void;
}

/** Numbers that decide the future beside the tensors. */
export interface WorkState {
  /** Updates that Adam has applied. */
  readonly adam: Readonly<Record<string, number>>;
  /** States of the generators. */
  readonly random: Readonly<Record<string, readonly number[]>>;
}

export function workState({ optimisers, random }: PhaseWork): WorkState {
  return {
    adam: mapped(optimisers, ({ step }) => step),
    random: mapped(random, ({ state }) => [...state]),
  };
}

/**
 * All its tensors by the names of a checkpoint: Adam’s moments, parameters by their own names, buffers as
 * `history/images`. They share memory with the present ones; the caller disposes them.
 */
export function workTensors({ optimisers, extra, buffers }: PhaseWork): Map<string, tf.Tensor> {
  const tensors = new Map<string, tf.Tensor>();
  for (const adam of Object.values(optimisers)) {
    for (const [name, variable] of adam.moments) tensors.set(name, tf.clone(variable));
  }
  for (const { name } of extra?.specs ?? []) tensors.set(name, tf.clone(extra!.get(name)));
  for (const [name, { buffer }] of Object.entries(buffers)) {
    for (const [part, tensor] of Object.entries(buffer.read() ?? {})) tensors.set(`${name}/${part}`, tensor);
  }
  return tensors;
}

/** Fills work that has just begun, generators and parameters aside. Throws one sentence if the tensors do not fit. */
export function restoreWork(
  { optimisers, buffers }: PhaseWork,
  steps: Readonly<Record<string, number | undefined>>,
  tensors: ReadonlyMap<string, PlainTensor>,
): void {
  for (const [letter, adam] of Object.entries(optimisers)) adam.restore(tensors, steps[letter] ?? 0);
  for (const [name, kept] of Object.entries(buffers)) restoreBuffer(name, kept, tensors);
}

function restoreBuffer(
  name: string,
  { buffer, shapes }: Kept,
  tensors: ReadonlyMap<string, PlainTensor>,
): void {
  const parts = Object.keys(shapes);
  const found = parts.flatMap((part) => tensors.get(`${name}/${part}`) ?? []);
  if (found.length === 0) return;
  const count = tensors.get(`${name}/${parts[0]!}`)?.shape[0] ?? 0;
  const specs = parts.map((part) => ({ name: `${name}/${part}`, shape: [count, ...shapes[part]!] }));
  assertFit(specs, tensors);
  tf.tidy(() => {
    const whole = specs.map((spec, i) => [parts[i]!, tf.tensor(tensors.get(spec.name)!.data, spec.shape)]);
    buffer.restore(Object.fromEntries(whole) as Record<string, tf.Tensor>);
  });
}

export function disposeWork({ optimisers, extra, buffers }: PhaseWork): void {
  for (const adam of Object.values(optimisers)) adam.dispose();
  extra?.dispose();
  for (const { buffer } of Object.values(buffers)) buffer.dispose();
}

function mapped<T, U>(record: Readonly<Record<string, T>>, of: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));
}
