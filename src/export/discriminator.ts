/**
 * The discriminator for PyTorch: its weights in PyTorch's layout and names, and in the metadata all that is needed to
 * rebuild the network and to feed it. Also the way back.
 */
import { messageOf } from '../base/messageOf';
import type { Config } from '../experiments/config';
import { readConfig } from '../experiments/configProblems';
import { SIZES, cellsPerSide } from '../experiments/sizes';
import { MEAN_COLOUR } from '../networks/discriminator';
import { NORM_EPSILON } from '../networks/layers';
import type { PlainTensor } from '../networks/parameters';
import { readSafetensors, writeSafetensors } from './safetensors';
import { CITATION, SOFTWARE } from './software';

/** Roles of our parameters and what PyTorch calls them. */
const TORCH_ROLES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  beta: 'bn.bias',
  mean: 'bn.running_mean',
  variance: 'bn.running_var',
};
const OUR_ROLES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TORCH_ROLES).map(([ours, torch]) => [torch, ours]),
);
/** PyTorch's normalisation has a γ, ours has none: it is written as ones, so that a plain BatchNorm loads. */
const TORCH_GAMMA = 'bn.weight';

/** The axes of a kernel in the other layout: HWIO ↔ OIHW, and [in, out] ↔ [out, in]. */
const TO_TORCH = { 2: [1, 0], 4: [3, 2, 0, 1] } as const;
const FROM_TORCH = { 2: [1, 0], 4: [2, 3, 1, 0] } as const;

/**
 * The discriminator as a safetensors file. fc1 takes the features flattened as PyTorch does, channels first.
 *
 * @param parameters all parameters by our names; those of other networks are left out
 */
export function discriminatorToSafetensors(
  parameters: ReadonlyMap<string, PlainTensor>,
  config: Config,
): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, PlainTensor>();
  for (const [name, tensor] of parameters) {
    if (!name.startsWith('C/')) continue;
    const [, layer = '', role = ''] = name.split('/');
    const torchRole = TORCH_ROLES[role];
    if (!torchRole) throw new Error(`PyTorch has no name for the parameter “${name}”.`);
    if (role === 'beta') {
      const ones = new Float32Array(tensor.data.length).fill(1);
      tensors.set(`${layer}.${TORCH_GAMMA}`, { shape: tensor.shape, data: ones });
    }
    tensors.set(`${layer}.${torchRole}`, toTorch(name, tensor, config));
  }
  return writeSafetensors(tensors, metadataOf(config));
}

/**
 * Reads what discriminatorToSafetensors wrote.
 *
 * @returns the parameters by our names, and the config they were trained with
 * @throws an Error that names the tensor or the part of the metadata that is not as we write it
 */
export function safetensorsToDiscriminator(bytes: Uint8Array): {
  parameters: Map<string, PlainTensor>;
  config: Config;
} {
  const file = readSafetensors(bytes);
  const config = configOf(file.metadata['config']);
  const parameters = new Map<string, PlainTensor>();
  for (const [torchName, tensor] of file.tensors) {
    const dot = torchName.indexOf('.');
    const torchRole = torchName.slice(dot + 1);
    if (torchRole === TORCH_GAMMA) {
      if (tensor.data.every((value) => value === 1)) continue;
      throw new Error(`“${torchName}” is not all ones; our normalisation of C has no scale.`);
    }
    const role = OUR_ROLES[torchRole];
    if (dot < 0 || !role) throw new Error(`“${torchName}” is not a parameter of the discriminator.`);
    const name = `C/${torchName.slice(0, dot)}/${role}`;
    parameters.set(name, fromTorch(name, tensor, config));
  }
  return { parameters, config };
}

function toTorch(name: string, tensor: PlainTensor, config: Config): PlainTensor {
  if (!name.endsWith('/kernel')) return tensor;
  if (name !== 'C/fc1/kernel') return transpose(tensor, axesFor(name, tensor, TO_TORCH));
  // Rows are pixels then channels, [h·w·c, units]; PyTorch's columns are channels then pixels, [units, c·h·w].
  const side = cellsPerSide(config.size);
  const [rows = 0, units = 0] = tensor.shape;
  const pixels = { shape: [side * side, rows / side ** 2, units], data: tensor.data };
  return { shape: [units, rows], data: transpose(pixels, [2, 1, 0]).data };
}

function fromTorch(name: string, tensor: PlainTensor, config: Config): PlainTensor {
  if (!name.endsWith('/kernel')) return tensor;
  if (name !== 'C/fc1/kernel') return transpose(tensor, axesFor(name, tensor, FROM_TORCH));
  const side = cellsPerSide(config.size);
  const [units = 0, columns = 0] = tensor.shape;
  const pixels = { shape: [units, columns / side ** 2, side * side], data: tensor.data };
  return { shape: [columns, units], data: transpose(pixels, [2, 1, 0]).data };
}

function axesFor(name: string, { shape }: PlainTensor, axes: typeof TO_TORCH | typeof FROM_TORCH) {
  if (shape.length === 2 || shape.length === 4) return axes[shape.length];
  throw new Error(`“${name}” has ${shape.length} axes; a kernel has 2 or 4.`);
}

/** The tensor with axis i of the result taken from axis axes[i] of the source, as NumPy's transpose. */
function transpose({ shape, data }: PlainTensor, axes: readonly number[]): PlainTensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1));
  const sides = axes.map((axis) => shape[axis]!);
  const steps = axes.map((axis) => strides[axis]!);
  const result = new Float32Array(data.length);
  let position = 0;
  const copy = (axis: number, from: number): void => {
    if (axis === sides.length) {
      result[position++] = data[from]!;
      return;
    }
    for (let i = 0; i < sides[axis]!; i++) copy(axis + 1, from + i * steps[axis]!);
  };
  copy(0, 0);
  return { shape: sides, data: result };
}

/** The metadata: strings by name, structured ones as JSON. */
function metadataOf(config: Config): Record<string, string> {
  const { pixels } = SIZES[config.size];
  return {
    format: 'pt',
    software: `${SOFTWARE.name} ${SOFTWARE.version}`,
    citation: CITATION,
    config: JSON.stringify(config),
    preprocessing: JSON.stringify({
      layout: 'NCHW',
      colours: 'RGB',
      side: pixels,
      range: [-1, 1],
      formula: 'x * 127.5 + 127.5 - mean',
      mean: MEAN_COLOUR,
    }),
    architecture: JSON.stringify({
      groups: { conv1: 1, conv2: 2, conv3: 1, conv4: 2, conv5: 2 },
      stride: { conv1: 4, others: 1 },
      // SAME padding as TensorFlow's, [left, right, top, bottom], as torch.nn.functional.pad takes it.
      pad: {
        conv1: [3, 4, 3, 4],
        conv2: [2, 2, 2, 2],
        conv3: [1, 1, 1, 1],
        conv4: [1, 1, 1, 1],
        conv5: [1, 1, 1, 1],
        mask: [1, 1, 1, 1],
        pool: [0, 1, 0, 1],
      },
      pool: { after: ['conv1', 'conv2'], kernel: 3, stride: 2, then: 'localResponseNorm' },
      // TensorFlow's α 2e-5 multiplies the sum of squares, PyTorch's 1e-4 their mean over 5 channels.
      localResponseNorm: { size: 5, alpha: 1e-4, beta: 0.75, k: 1 },
      batchNormEpsilon: NORM_EPSILON,
      activation: 'relu',
      flatten: 'channels first (torch.flatten of NCHW)',
      maskLogits: 'cell kept',
      classLogits: ['corrupt', 'real'],
    }),
  };
}

function configOf(text: string | undefined): Config {
  try {
    return readConfig(JSON.parse(text ?? 'null'));
  } catch (error) {
    throw new Error(`The file’s metadata holds no config of ours: ${messageOf(error)}`, { cause: error });
  }
}
