/**
 * Weights from a safetensors file into our networks: one of ours, or an AlexNet of PyTorch's into the trunk of a
 * method’s network. Every tensor is compared before any is taken.
 */
import { aboutMethod, type MethodId } from '../experiments/abouts';
import { picked, type Config } from '../experiments/config';
import { EXPORT_NAMES, type ExportName } from '../experiments/exports';
import { FEATURE_LAYERS } from '../networks/trunk';
import { NORM_EPSILON } from '../networks/layers';
import type { NetworkSpecs } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import { configIn } from './metadata';
import type { NetworkExport } from './networkExport';
import { networkParameters, torchShapes } from './networkParts';
import { readSafetensors } from './safetensors';
import { fromTorch } from './torchLayout';

/** As much of a method as it takes to read its networks from a file. */
export interface Readable<C extends Config = Config> {
  readonly exports: readonly NetworkExport<C>[];
  specs(config: C): NetworkSpecs;
}

/** A tensor that is not as it should be; null: it is not there, or should not be. */
export interface Mismatch {
  readonly name: string;
  readonly expected: readonly number[] | null;
  readonly found: readonly number[] | null;
}

export interface WeightsFile<C extends Config = Config> {
  /** `convolutions`: a trunk of any method. */
  readonly network: ExportName;
  /** What the names say who wrote it. */
  readonly origin: 'ours' | 'torchvision';
  /** The present config, with those fields of the file’s own that shape the networks it has weights for. */
  readonly config: C;
  /** Empty if every tensor fits. */
  readonly mismatches: readonly Mismatch[];
  /** Tensors that have no place in our networks and were left out. */
  readonly ignored: readonly string[];
  /** By our names; empty if there are mismatches. */
  readonly parameters: ReadonlyMap<string, PlainTensor>;
}

/** Where torchvision’s AlexNet has its convolutions; classifiers and all else have no place here. */
const TORCHVISION = { 0: 'conv1', 3: 'conv2', 6: 'conv3', 8: 'conv4', 10: 'conv5' } as const;
const TORCHVISION_NAME = /^features\.(0|3|6|8|10)\.(weight|bias)$/;

/** PyTorch counts batches in each normalisation; nothing needs it. */
const COUNTER = /num_batches_tracked$/;

/**
 * Reads a file and compares it with the networks of a config. Throws one sentence if it is no safetensors file, holds
 * none of our networks, or numbers that are not finite.
 */
export function readWeights<C extends Config>(
  bytes: Uint8Array,
  present: C,
  method: Readable<C>,
): WeightsFile<C> {
  const { tensors, metadata } = readSafetensors(bytes, (name) => COUNTER.test(name));
  if ([...tensors.keys()].some((name) => TORCHVISION_NAME.test(name))) {
    return fromTorchvision(tensors, present, method);
  }
  const network = networkOf(metadata['network'], tensors, present, method);
  const config = { ...present };
  if (metadata['config'] !== undefined) {
    const own = configIn(metadata);
    if (own.method !== present.method && network.trunk !== 'alone')
      throw ofAnother(network.name, own, present);
    Object.assign(config, picked(own, network.shapedBy));
  }
  const mismatches = compare(torchShapes(network, method.specs(config)), tensors);
  const name = network.name as ExportName;
  const file = { network: name, origin: 'ours', config, mismatches, ignored: [] } as const;
  return finished(file, tensors, () => networkParameters(network, tensors, config));
}

/** The network that a method is judged by, with the weights of a file in it; throws a sentence for other files. */
export function readJudged<C extends Config>(
  bytes: Uint8Array,
  present: C,
  method: Readable<C>,
): WeightsFile<C> {
  const file = readWeights(bytes, present, method);
  const trunks = method.exports.filter(({ trunk }) => trunk !== undefined);
  if (file.origin === 'ours' && !trunks.some(({ name }) => name === file.network)) {
    throw new Error(
      `The file holds the ${file.network}, not a ${trunks[0]?.name ?? 'network with features'}.`,
    );
  }
  if (file.mismatches.length > 0) throw new Error(`The weights do not fit: ${sentenceOf(file.mismatches)}.`);
  return file;
}

function ofAnother(network: string, own: Config, present: Config): Error {
  const methods = `of the method “${titleOf(own.method)}”; this run’s method is “${titleOf(present.method)}”`;
  return new Error(`The file holds the ${network} ${methods}.`);
}

function titleOf(method: MethodId): string {
  return aboutMethod(method).title;
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

function networkOf<C extends Config>(
  stated: string | undefined,
  tensors: ReadonlyMap<string, PlainTensor>,
  { method }: C,
  { exports }: Readable<C>,
): NetworkExport<C> {
  const known = exports.find(({ name }) => name === stated);
  if (known) return known;
  if (EXPORT_NAMES.some((name) => name === stated)) {
    throw new Error(
      `The file holds the ${stated} of another method; this run’s method is “${titleOf(method)}”.`,
    );
  }
  const layers = [...tensors.keys()].map((name) => name.slice(0, name.indexOf('.')));
  if (stated !== undefined || !layers.some((layer) => FEATURE_LAYERS.some((one) => one === layer))) {
    throw new Error('The file holds no network of ours, nor an AlexNet by PyTorch’s names.');
  }
  const wanted = layers.includes('fc1') ? 'under a head' : 'alone';
  const trunks = exports.filter(({ trunk }) => trunk !== undefined);
  const found = trunks.find(({ trunk }) => trunk === wanted) ?? trunks[0];
  if (!found) throw new Error(`The method “${method}” has no AlexNet.`);
  return found;
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
function fromTorchvision<C extends Config>(
  tensors: ReadonlyMap<string, PlainTensor>,
  config: C,
  method: Readable<C>,
): WeightsFile<C> {
  const letters = method.exports.find(({ trunk }) => trunk !== undefined)?.letters;
  const [letter] = letters ?? [];
  if (!letters || letter === undefined) throw new Error(`The method “${config.method}” has no AlexNet.`);
  const ours = torchShapes({ letters, trunk: 'alone' }, method.specs(config));
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
  const file = { network: 'convolutions', origin: 'torchvision', config, mismatches, ignored } as const;
  return finished(file, renamed, () => fromTorch(letter, renamed, config));
}

function finished<C extends Config>(
  file: Omit<WeightsFile<C>, 'parameters'>,
  tensors: ReadonlyMap<string, PlainTensor>,
  parameters: () => ReadonlyMap<string, PlainTensor>,
): WeightsFile<C> {
  if (file.mismatches.length > 0) return { ...file, parameters: new Map() };
  for (const [name, { data }] of tensors) {
    if (!data.every(Number.isFinite)) throw new Error(`“${name}” holds numbers that are not finite.`);
  }
  return { ...file, parameters: parameters() };
}
