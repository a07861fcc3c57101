/** Brings the numbers of a snapshot from the device, while training may go on, and lets its tensors go. */
import * as tf from '@tensorflow/tfjs-core';
import type { PlainTensor } from '../../networks/parameters';
import { yieldToHost } from '../yieldToHost';

/** Read at once: enough to keep a GPU’s queue busy, few enough to need little memory beside the numbers. */
const BYTES_AT_ONCE = 1 << 24;
/** Larger tensors are read in pieces: where reading copies memory, nothing else happens meanwhile. */
const PIECE = BYTES_AT_ONCE / 4;

/**
 * Values by name. Disposes every tensor, whatever happens. Throws one sentence if a number is not finite: a run whose
 * numbers have gone is not worth going back to.
 */
export async function readSnapshot(
  tensors: ReadonlyMap<string, tf.Tensor>,
): Promise<Map<string, PlainTensor>> {
  try {
    const values = new Map<string, PlainTensor>();
    for (const group of groups(tensors)) {
      const data = await Promise.all(group.map(([, tensor]) => read(tensor)));
      group.forEach(([name, tensor], i) => {
        if (!data[i]) throw new Error(`“${name}” holds numbers that are not finite.`);
        values.set(name, { shape: tensor.shape, data: data[i] });
        tensor.dispose();
      });
      await yieldToHost();
    }
    return values;
  } finally {
    for (const tensor of tensors.values()) tensor.dispose();
  }
}

/** Its numbers, or null if one of them is not finite. */
async function read(tensor: tf.Tensor): Promise<Float32Array | null> {
  if (tensor.size <= PIECE) {
    const values = await tensor.data<'float32'>();
    return areFinite(values) ? values : null;
  }
  const values = new Float32Array(tensor.size);
  for (let from = 0; from < values.length; from += PIECE) {
    const piece = tf.tidy(() => {
      const flat = tf.reshape(tensor, [tensor.size]);
      return tf.slice(flat, from, Math.min(PIECE, tensor.size - from));
    });
    const numbers = await piece.data<'float32'>().finally(() => piece.dispose());
    if (!areFinite(numbers)) return null;
    values.set(numbers, from);
    await yieldToHost();
  }
  return values;
}

function areFinite(values: Float32Array): boolean {
  // Zero unless one of them is infinite or no number; a call for each would take a second at full size.
  let zero = 0;
  for (let i = 0; i < values.length; i++) zero += 0 * values[i]!;
  return zero === 0;
}

function groups(tensors: ReadonlyMap<string, tf.Tensor>): [string, tf.Tensor][][] {
  const result: [string, tf.Tensor][][] = [];
  let room = 0;
  for (const entry of tensors) {
    const bytes = entry[1].size * 4;
    if (bytes > room) {
      result.push([]);
      room = BYTES_AT_ONCE;
    }
    result.at(-1)!.push(entry);
    room -= bytes;
  }
  return result;
}
