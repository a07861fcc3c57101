/** Inputs and our outputs, which an exported file carries so that whoever loads it can see that it computes the same. */
import * as tf from '@tensorflow/tfjs-core';
import { strFromU8, strToU8 } from 'fflate';
import type { Config } from '../experiments/config';
import type { Networks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import type { Layout } from './metadata';
import type { Named, NetworkExport, Preprocessing } from './networkExport';
import { readSafetensors, writeSafetensors } from './safetensors';
import { channelsFirst, channelsLast } from './torchLayout';

/** By the names of a graph's inputs and outputs; maps are [n, c, h, w]. */
export interface Vectors {
  readonly inputs: ReadonlyMap<string, PlainTensor>;
  readonly outputs: ReadonlyMap<string, PlainTensor>;
}

/** Runs a network on made-up inputs, on the present backend. */
export async function computeVectors<C extends Config>(
  network: NetworkExport<C>,
  networks: Networks,
  config: C,
  preprocessing: Preprocessing,
): Promise<Vectors> {
  const inputs = await read(() => network.inputs(networks, config, preprocessing));
  return { inputs, outputs: await computeOutputs(network, networks, config, preprocessing, inputs) };
}

/** A network's outputs, with the moving averages of its normalisation, on the present backend. */
export function computeOutputs<C extends Config>(
  network: NetworkExport<C>,
  networks: Networks,
  config: C,
  preprocessing: Preprocessing,
  inputs: Vectors['inputs'],
): Promise<Map<string, PlainTensor>> {
  return read(() => network.outputs(networks, config, preprocessing, (name) => mapOf(inputs, name)));
}

/**
 * The vectors as text for a file's metadata: a safetensors file in base64, with “input.” or “output.” before names.
 *
 * @param layout of maps in the file that they are for
 */
export function vectorsToText({ inputs, outputs }: Vectors, layout: Layout): string {
  const tensors = new Map<string, PlainTensor>();
  const add = (name: string, tensor: PlainTensor): void => {
    tensors.set(name, layout === 'NHWC' && tensor.shape.length === 4 ? channelsLast(tensor) : tensor);
  };
  for (const [name, tensor] of inputs) add(`input.${name}`, tensor);
  for (const [name, tensor] of outputs) add(`output.${name}`, tensor);
  return btoa(strFromU8(writeSafetensors(tensors, {}), true));
}

/** In the file's layout. Throws one sentence if the metadata hold no vectors. */
export function vectorsIn(metadata: Readonly<Record<string, string>>): Vectors {
  const text = metadata['vectors'];
  if (!text) throw new Error('The file carries no input and outputs to compare with; export it anew.');
  return fromTensors(readSafetensors(strToU8(atob(text), true)).tensors);
}

function fromTensors(tensors: ReadonlyMap<string, PlainTensor>): Vectors {
  const under = (prefix: string): Map<string, PlainTensor> =>
    new Map(
      [...tensors].flatMap(([name, tensor]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
      ),
    );
  return { inputs: under('input.'), outputs: under('output.') };
}

/** What `compute` gives, as plain numbers with maps [n, c, h, w]. */
async function read(compute: () => Named): Promise<Map<string, PlainTensor>> {
  const tensors = tf.tidy(compute);
  try {
    const plain = Object.entries(tensors).map(async ([name, tensor]) => {
      const values = { shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() };
      return [name, values.shape.length === 4 ? channelsFirst(values) : values] as const;
    });
    return new Map(await Promise.all(plain));
  } finally {
    tf.dispose(tensors);
  }
}

function mapOf(inputs: Vectors['inputs'], name: string): tf.Tensor4D {
  const input = inputs.get(name);
  if (input?.shape.length !== 4) throw new Error(`There is no input “${name}” of four axes.`);
  const { shape, data } = channelsLast(input);
  return tf.tensor4d(data, shape as [number, number, number, number]);
}
