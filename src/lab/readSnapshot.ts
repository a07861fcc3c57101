/** Brings the numbers of a snapshot from the device, while training may go on, and lets its tensors go. */
import type * as tf from '@tensorflow/tfjs-core';
import type { PlainTensor } from '../networks/parameters';

/** Read at once: enough to keep a GPU’s queue busy, few enough to need little memory beside the numbers. */
const BYTES_AT_ONCE = 1 << 26;

/** Values by name. Disposes every tensor, whatever happens. */
export async function readSnapshot(
  tensors: ReadonlyMap<string, tf.Tensor>,
): Promise<Map<string, PlainTensor>> {
  try {
    const values = new Map<string, PlainTensor>();
    for (const group of groups(tensors)) {
      const data = await Promise.all(group.map(([, tensor]) => tensor.data<'float32'>()));
      group.forEach(([name, tensor], i) => {
        values.set(name, { shape: tensor.shape, data: data[i]! });
        tensor.dispose();
      });
    }
    return values;
  } finally {
    for (const tensor of tensors.values()) tensor.dispose();
  }
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
    result.at(-1).push(entry);
    room -= bytes;
  }
  return result;
}
