/** Inputs and our outputs, which an exported file carries so that whoever loads it can see that it computes the same. */
import * as tf from '@tensorflow/tfjs-core';
import { strFromU8, strToU8 } from 'fflate';
import { Random } from '../base/random';
import type { ArtifactsConfig } from '../experiments/config';
import { cellsPerSide, SIZES } from '../schema/sizes';
import { damage, drawDropMask } from '../networks/damage';
import { decode } from '../networks/decoder';
import { discriminate } from '../networks/discriminator';
import { FEATURE_LAYERS, MEAN_COLOUR } from '../networks/trunk';
import { encode } from '../networks/encoder';
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import type { PlainTensor } from '../networks/parameters';
import { repairWith } from '../networks/repair';
import type { Layout } from './metadata';
import type { ExportNetwork, Preprocessing } from './networkParts';
import { readSafetensors, writeSafetensors } from './safetensors';
import { channelsFirst, channelsLast } from './torchLayout';

/** By the names of a graph's inputs and outputs; maps are [n, c, h, w]. */
export interface Vectors {
  readonly inputs: ReadonlyMap<string, PlainTensor>;
  readonly outputs: ReadonlyMap<string, PlainTensor>;
}

/** Two, so that the batch axis is seen to work. */
const IMAGES = 2;
/** The made-up pictures have squares of one colour, so that deep layers see something, and noise on them. */
const SQUARE = 8;

/** Runs a network on made-up inputs, on the present backend. */
export async function computeVectors(
  network: ExportNetwork,
  networks: ArtifactNetworks,
  config: ArtifactsConfig,
  preprocessing: Preprocessing,
): Promise<Vectors> {
  const inputs = await read(() => madeUpInputs(network, networks, config, preprocessing));
  return { inputs, outputs: await computeOutputs(network, networks, config, preprocessing, inputs) };
}

/** A network's outputs, with the moving averages of its normalisation, on the present backend. */
export function computeOutputs(
  network: ExportNetwork,
  networks: ArtifactNetworks,
  config: ArtifactsConfig,
  preprocessing: Preprocessing,
  inputs: Vectors['inputs'],
): Promise<Map<string, PlainTensor>> {
  return read(() => forward(network, networks, config, preprocessing, (name) => mapOf(inputs, name)));
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

/** Maps are [n, h, w, c]. */
type Named = Record<string, tf.Tensor>;

function madeUpInputs(
  network: ExportNetwork,
  { E }: ArtifactNetworks,
  config: ArtifactsConfig,
  preprocessing: Preprocessing,
): Named {
  const image = madeUpPictures(config);
  const normalized = normalize(image);
  const inside = preprocessing === 'inside';
  switch (network) {
    case 'discriminator':
    case 'convolutions':
      return inside ? { image } : { centred: tf.sub(image, tf.tensor1d(MEAN_COLOUR)) };
    case 'encoder':
    case 'autoencoder':
      return inside ? { image } : { normalized };
    case 'decoder':
      return { features: encode(E, config, normalized, 'inference') };
    case 'repair': {
      const random = Random.forPurpose(config.seed, 'export/damage');
      const mask = drawDropMask(random, IMAGES, cellsPerSide(config.size), 0.5);
      const features = encode(E, config, normalized, 'inference');
      return { features: damage(features, mask, config.fill, random), mask };
    }
  }
}

function forward(
  network: ExportNetwork,
  { E, D, R, C }: ArtifactNetworks,
  config: ArtifactsConfig,
  preprocessing: Preprocessing,
  input: (name: string) => tf.Tensor4D,
): Named {
  const inside = preprocessing === 'inside';
  const pictures = (): tf.Tensor4D => (inside ? normalize(input('image')) : input('normalized'));
  const decoded = (picture: tf.Tensor4D): Named => ({
    decoded: inside ? tf.add(tf.mul(picture, 127.5), 127.5) : picture,
  });
  switch (network) {
    case 'discriminator':
    case 'convolutions': {
      const image = inside ? input('image') : tf.add<tf.Tensor4D>(input('centred'), tf.tensor1d(MEAN_COLOUR));
      const judged = discriminate(C, config, normalize(image), 'inference', null);
      const maps = Object.fromEntries(FEATURE_LAYERS.map((layer) => [layer, judged.features[layer]]));
      return network === 'convolutions'
        ? maps
        : { ...maps, mask: judged.maskLogits, class: judged.classLogits };
    }
    case 'encoder':
      return { features: encode(E, config, pictures(), 'inference') };
    case 'decoder':
      return decoded(decode(D, config, input('features'), 'inference'));
    case 'autoencoder': {
      const features = encode(E, config, pictures(), 'inference');
      return { features, ...decoded(decode(D, config, features, 'inference')) };
    }
    case 'repair': {
      const hook = repairWith(R, config, input('mask'), 'inference');
      return decoded(decode(D, config, input('features'), 'inference', hook));
    }
  }
}

/** 0 … 255 to −1 … 1. */
function normalize(image: tf.Tensor4D): tf.Tensor4D {
  return tf.sub<tf.Tensor4D>(tf.div(image, 127.5), 1);
}

/** [n, p, p, 3] in whole numbers of 0 … 255. */
function madeUpPictures({ seed, size }: ArtifactsConfig): tf.Tensor4D {
  const { pixels } = SIZES[size];
  const random = Random.forPurpose(seed, 'export/pictures');
  const squares = pixels / SQUARE;
  const colours = Float32Array.from({ length: IMAGES * squares * squares * 3 }, () =>
    random.between(30, 225),
  );
  const values = Float32Array.from({ length: IMAGES * pixels * pixels * 3 }, (_, i) => {
    const channel = i % 3;
    const x = Math.floor(i / 3) % pixels;
    const y = Math.floor(i / 3 / pixels); // of all pictures one under the other
    const square = Math.floor(y / SQUARE) * squares + Math.floor(x / SQUARE);
    return Math.round(colours[square * 3 + channel]! + random.between(-30, 30));
  });
  return tf.tensor4d(values, [IMAGES, pixels, pixels, 3]);
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
