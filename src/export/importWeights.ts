/**
 * Weights from a safetensors file into our networks: one of ours, or an AlexNet of PyTorch's into the convolutions of the
 * discriminator. Every tensor is compared before any is taken.
 */
import { valueOf, type ArtifactsConfig, type ConfigKey } from '../experiments/config';
import { FEATURE_LAYERS } from '../networks/trunk';
import { NORM_EPSILON } from '../networks/layers';
import { artifactSpecs } from '../networks/artifactNetworks';
import type { PlainTensor } from '../networks/parameters';
import { repairSpecs } from '../networks/repair';
import { configIn } from './metadata';
import { EXPORT_NETWORKS, networkParameters, torchShapes, type ExportNetwork } from './networkParts';
import { readSafetensors } from './safetensors';

/** A tensor that is not as it should be; null: it is not there, or should not be. */
export interface Mismatch {
  readonly name: string;
  readonly expected: readonly number[] | null;
  readonly found: readonly number[] | null;
}

export interface WeightsFile {
  readonly network: ExportNetwork;
  /** What the names say who wrote it. */
  readonly origin: 'ours' | 'torchvision';
  /** The present config, with those fields of the file’s own that shape the networks it has weights for. */
  readonly config: ArtifactsConfig;
  /** Empty if every tensor fits. */
  readonly mismatches: readonly Mismatch[];
  /** Tensors that have no place in our networks and were left out. */
  readonly ignored: readonly string[];
  /** By our names; empty if there are mismatches. */
  readonly parameters: ReadonlyMap<string, PlainTensor>;
}

/** What shapes each network, beside its size. */
const SHAPING: Readonly<Record<ExportNetwork, readonly ConfigKey[]>> = {
  discriminator: ['size', 'discriminatorNorm'],
  convolutions: ['size'],
  encoder: ['size', 'encoderKernel', 'leakySlope'],
  decoder: ['size', 'leakySlope', 'decoderOutput'],
  autoencoder: ['size', 'encoderKernel', 'leakySlope', 'decoderOutput'],
  repair: ['size', 'leakySlope', 'decoderOutput', 'fakes', 'repairPlacement', 'repairPreNorm', 'repairGate'],
};

/** Where torchvision’s AlexNet has its convolutions; classifiers and all else have no place here. */
const TORCHVISION = { 0: 'conv1', 3: 'conv2', 6: 'conv3', 8: 'conv4', 10: 'conv5' } as const;
const TORCHVISION_NAME = /^features\.(0|3|6|8|10)\.(weight|bias)$/;

/** PyTorch counts batches in each normalisation; nothing needs it. */
const COUNTER = /num_batches_tracked$/;

/**
 * Reads a file and compares it with the networks of a config. Throws one sentence if it is no safetensors file, holds
 * none of our networks, or numbers that are not finite.
 */
export function readWeights(bytes: Uint8Array, present: ArtifactsConfig): WeightsFile {
  const { tensors, metadata } = readSafetensors(bytes, (name) => COUNTER.test(name));
  if ([...tensors.keys()].some((name) => TORCHVISION_NAME.test(name))) {
    return fromTorchvision(tensors, present);
  }
  const network = networkOf(metadata['network'], tensors);
  const config = { ...present };
  if (metadata['config'] !== undefined) {
    const own = configIn(metadata);
    Object.assign(config, Object.fromEntries(SHAPING[network].map((key) => [key, valueOf(own, key)])));
  }
  const mismatches = compare(torchShapes(network, specsOf(config)), tensors);
  return finished({ network, origin: 'ours', config, mismatches, ignored: [] }, tensors);
}

/** The discriminator of a config with the weights of a file in it, for probing; throws a sentence for other files. */
export function readDiscriminator(bytes: Uint8Array, present: ArtifactsConfig): WeightsFile {
  const file = readWeights(bytes, present);
  if (file.network !== 'discriminator' && file.network !== 'convolutions') {
    throw new Error(`The file holds the ${file.network}, not a discriminator.`);
  }
  if (file.mismatches.length > 0) throw new Error(`The weights do not fit: ${sentenceOf(file.mismatches)}.`);
  return file;
}

/** The first few in words. */
function sentenceOf(mismatches: readonly Mismatch[]): string {
  const texts = mismatches.slice(0, 5).map(({ name, expected, found }) => {
    if (!found) return `“${name}” [${expected?.join(', ')}] is missing`;
    if (!expected) return `“${name}” [${found.join(', ')}] has no place`;
    return `“${name}” should be [${expected.join(', ')}] and is [${found.join(', ')}]`;
  });
  const rest = mismatches.length - texts.length;
  return texts.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}

function networkOf(stated: string | undefined, tensors: ReadonlyMap<string, PlainTensor>): ExportNetwork {
  const known = EXPORT_NETWORKS.find((network) => network === stated);
  if (known) return known;
  const layers = [...tensors.keys()].map((name) => name.slice(0, name.indexOf('.')));
  if (stated !== undefined || !layers.some((layer) => FEATURE_LAYERS.some((one) => one === layer))) {
    throw new Error('The file holds no network of ours, nor an AlexNet by PyTorch’s names.');
  }
  return layers.includes('fc1') ? 'discriminator' : 'convolutions';
}

/** Of all that files have: no generator is among it. */
function specsOf(config: ArtifactsConfig) {
  return { ...artifactSpecs(config), R: repairSpecs(config) };
}

function compare(
  expected: ReadonlyMap<string, readonly number[]>,
  tensors: ReadonlyMap<string, PlainTensor>,
): Mismatch[] {
  const wrong = [...expected].flatMap(([name, shape]): Mismatch[] => {
    const found = tensors.get(name)?.shape ?? null;
    return found?.join() === shape.join() ? [] : [{ name, expected: shape, found }];
  });
  const extra = [...tensors].flatMap(([name, { shape }]): Mismatch[] =>
    expected.has(name) ? [] : [{ name, expected: null, found: shape }],
  );
  return [...wrong, ...extra];
}

/** conv5 of ours is normalised: statistics of 0 and 1 and its bias as β make that an ordinary convolution. */
function fromTorchvision(tensors: ReadonlyMap<string, PlainTensor>, config: ArtifactsConfig): WeightsFile {
  const ours = torchShapes('convolutions', specsOf(config));
  const expected = new Map<string, readonly number[]>();
  const renamed = new Map<string, PlainTensor>();
  for (const [place, layer] of Object.entries(TORCHVISION)) {
    for (const role of ['weight', 'bias'] as const) {
      const name = layer === 'conv5' && role === 'bias' ? 'conv5.bn.bias' : `${layer}.${role}`;
      const tensor = tensors.get(`features.${place}.${role}`);
      expected.set(`features.${place}.${role}`, ours.get(name)!);
      if (tensor) renamed.set(name, tensor);
    }
  }
  const shape = ours.get('conv5.bn.bias')!;
  const filled = (value: number) => ({ shape, data: new Float32Array(shape[0]!).fill(value) });
  renamed.set('conv5.bn.weight', filled(1));
  renamed.set('conv5.bn.running_mean', filled(0));
  renamed.set('conv5.bn.running_var', filled(1 - NORM_EPSILON));
  const isTaken = ([name]: readonly [string, PlainTensor]): boolean => expected.has(name);
  const mismatches = compare(expected, new Map([...tensors].filter(isTaken)));
  const ignored = [...tensors.keys()].filter((name) => !expected.has(name));
  return finished({ network: 'convolutions', origin: 'torchvision', config, mismatches, ignored }, renamed);
}

function finished(
  file: Omit<WeightsFile, 'parameters'>,
  tensors: ReadonlyMap<string, PlainTensor>,
): WeightsFile {
  if (file.mismatches.length > 0) return { ...file, parameters: new Map() };
  for (const [name, { data }] of tensors) {
    if (!data.every(Number.isFinite)) throw new Error(`“${name}” holds numbers that are not finite.`);
  }
  return { ...file, parameters: networkParameters(file.network, tensors, file.config) };
}
