/** Our weights as a PyTorch user expects them, in names and layout, and the way back. */
import type { Config } from '../experiments/config';
import { cellsPerSide } from '../schema/sizes';
import type { ParameterSpec, PlainTensor } from '../networks/parameters';

/** Our letters and what a file calls the networks. */
export const TORCH_NETWORKS = { E: 'encoder', D: 'decoder', R: 'repair', C: 'discriminator' } as const;

export type Letter = keyof typeof TORCH_NETWORKS;

/** The kernel of C that reads conv5 flattened. */
const FC1 = 'C/fc1/kernel';

/** What a file of several networks calls the one with this letter. */
export function calledInTorch(letter: string): string {
  const known: Readonly<Record<string, string>> = TORCH_NETWORKS;
  return known[letter] ?? letter;
}

/** Roles of our parameters and what PyTorch calls them. */
const TORCH_ROLES: Readonly<Record<string, string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'bn.weight',
  beta: 'bn.bias',
  mean: 'bn.running_mean',
  variance: 'bn.running_var',
};
const OUR_ROLES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(TORCH_ROLES).map(([ours, torch]) => [torch, ours]),
);

/** The axes of a kernel in the other layout: HWIO ↔ OIHW, and [in, out] ↔ [out, in]. */
const TO_TORCH = { 2: [1, 0], 4: [3, 2, 0, 1] } as const;
const FROM_TORCH = { 2: [1, 0], 4: [2, 3, 1, 0] } as const;

/**
 * One network's parameters by PyTorch's names, in its layout. C's normalisation has no γ; it is written as ones, so
 * that a plain BatchNorm loads.
 *
 * @param parameters all parameters by our names; those of other networks are left out
 * @param flattened the kernel that reads the last map flattened, by our name
 */
export function toTorch(
  letter: string,
  parameters: ReadonlyMap<string, PlainTensor>,
  config: Pick<Config, 'size'>,
  flattened: string = FC1,
): Map<string, PlainTensor> {
  const tensors = new Map<string, PlainTensor>();
  for (const [name, tensor] of parameters) {
    if (!name.startsWith(`${letter}/`)) continue;
    if (!(letter in NUMBERED) && name.endsWith('/beta')) {
      const ones = new Float32Array(tensor.data.length).fill(1);
      tensors.set(torchName(name.replace(/beta$/, 'gamma')), { shape: tensor.shape, data: ones });
    }
    tensors.set(torchName(name), toTorchTensor(name, tensor, config, flattened));
  }
  return tensors;
}

/** The name and shape in PyTorch of one of our parameters; two of them where a scale of ones comes beside it. */
export function torchShape(
  letter: string,
  { name, shape }: Pick<ParameterSpec, 'name' | 'shape'>,
): [name: string, shape: readonly number[]][] {
  if (name.endsWith('/kernel')) {
    const axes = axesFor(name, { shape }, TO_TORCH);
    return [[torchName(name), axes.map((axis) => shape[axis]!)]];
  }
  const own: [string, readonly number[]] = [torchName(name), shape];
  if (letter in NUMBERED || !name.endsWith('/beta')) return [own];
  return [[torchName(name.replace(/beta$/, 'gamma')), shape], own];
}

/**
 * The parameters by our names. Throws an Error that names the tensor that is none of this network's.
 *
 * @param tensors one network's, as toTorch gives them
 */
export function fromTorch(
  letter: string,
  tensors: ReadonlyMap<string, PlainTensor>,
  config: Pick<Config, 'size'>,
  flattened: string = FC1,
): Map<string, PlainTensor> {
  const parameters = new Map<string, PlainTensor>();
  for (const [torchName, tensor] of tensors) {
    const name = ourName(letter, torchName);
    if (!(letter in NUMBERED) && name.endsWith('/gamma')) {
      if (tensor.data.every((value) => value === 1)) continue;
      throw new Error(`“${torchName}” is not all ones; our normalisation of ${letter} has no scale.`);
    }
    parameters.set(name, fromTorchTensor(name, tensor, config, flattened));
  }
  return parameters;
}

/** `E/2/kernel` → conv2.weight, `R/1/first/beta` → block1.first.bn.bias, `R/1/input/beta` → block1.norm.bias. */
function torchName(name: string): string {
  const [letter = '', layer = '', ...rest] = name.split('/');
  const role = TORCH_ROLES[rest.pop() ?? ''];
  if (!role) throw new Error(`PyTorch has no name for the parameter “${name}”.`);
  if (letter === 'E' || letter === 'D') return `conv${layer}.${role}`;
  if (letter !== 'R') return `${layer}.${role}`;
  const [part = ''] = rest;
  return part === 'input' ? `block${layer}.${role.replace('bn.', 'norm.')}` : `block${layer}.${part}.${role}`;
}

/** Of networks whose layers have numbers; those of others have names. */
const NUMBERED: Readonly<Record<string, RegExp>> = {
  E: /^conv(?<layer>\d)\.(?<role>.+)$/,
  D: /^conv(?<layer>\d)\.(?<role>.+)$/,
  R: /^block(?<layer>\d\.(?:first|last)|\d(?=\.norm))\.(?<role>.+)$/,
};
const NAMED = /^(?<layer>[^.]+)\.(?<role>.+)$/;

function ourName(letter: string, torchName: string): string {
  const { layer = '', role = '' } = (NUMBERED[letter] ?? NAMED).exec(torchName)?.groups ?? {};
  const ours = OUR_ROLES[role.replace(/^norm\./, 'bn.')];
  if (!ours) throw new Error(`“${torchName}” is not a parameter of the ${calledInTorch(letter)}.`);
  const part = role.startsWith('norm.') ? `${layer}/input` : layer.replace('.', '/');
  return `${letter}/${part}/${ours}`;
}

function toTorchTensor(
  name: string,
  tensor: PlainTensor,
  config: Pick<Config, 'size'>,
  flattened: string,
): PlainTensor {
  if (!name.endsWith('/kernel')) return tensor;
  if (name !== flattened) return transpose(tensor, axesFor(name, tensor, TO_TORCH));
  // Rows are pixels then channels, [h·w·c, units]; PyTorch's columns are channels then pixels, [units, c·h·w].
  const side = cellsPerSide(config.size);
  const [rows = 0, units = 0] = tensor.shape;
  const pixels = { shape: [side * side, rows / side ** 2, units], data: tensor.data };
  return { shape: [units, rows], data: transpose(pixels, [2, 1, 0]).data };
}

function fromTorchTensor(
  name: string,
  tensor: PlainTensor,
  config: Pick<Config, 'size'>,
  flattened: string,
): PlainTensor {
  if (!name.endsWith('/kernel')) return tensor;
  if (name !== flattened) return transpose(tensor, axesFor(name, tensor, FROM_TORCH));
  const side = cellsPerSide(config.size);
  const [units = 0, columns = 0] = tensor.shape;
  const pixels = { shape: [units, columns / side ** 2, side * side], data: tensor.data };
  return { shape: [columns, units], data: transpose(pixels, [2, 1, 0]).data };
}

function axesFor(
  name: string,
  { shape }: Pick<PlainTensor, 'shape'>,
  axes: typeof TO_TORCH | typeof FROM_TORCH,
) {
  if (shape.length === 2 || shape.length === 4) return axes[shape.length];
  throw new Error(`“${name}” has ${shape.length} axes; a kernel has 2 or 4.`);
}

/** Maps [n, h, w, c] as PyTorch and ONNX lay them out, [n, c, h, w]. */
export function channelsFirst(map: PlainTensor): PlainTensor {
  return transpose(map, [0, 3, 1, 2]);
}

/** Maps [n, c, h, w] as ours, [n, h, w, c]. */
export function channelsLast(map: PlainTensor): PlainTensor {
  return transpose(map, [0, 2, 3, 1]);
}

/** A convolution's kernel [out, in, h, w] as TensorFlow has it, [h, w, in, out]. */
export function kernelForTensorFlow(kernel: PlainTensor): PlainTensor {
  return transpose(kernel, FROM_TORCH[4]);
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
