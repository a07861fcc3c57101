/** Batch normalisation and per-channel affine maps, each with its leaky ReLU, forward and backward. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelMemory } from './kernelMemory';
import { passParts } from './parts';
import { program, sizeOf, type Program } from './program';

interface Attributes {
  readonly slope: number;
}
type NormAttributes = Attributes & { readonly epsilon: number };

/** Vectors [c], repeated to the wide rows of assembly/channels.ts, in scratch memory. */
class Coefficients {
  readonly size: number;
  readonly channels: number;
  readonly period: number;
  /** Room for sums, behind the coefficients. */
  readonly sums: number;
  readonly #memory: KernelMemory;
  readonly #together: number;
  #next: number;

  /** `count` vectors at most for maps of x's shape. */
  constructor(memory: KernelMemory, x: TensorInfo, count: number) {
    this.#memory = memory;
    this.size = sizeOf(x);
    this.channels = x.shape.at(-1)!;
    this.#together = memory.run.rowsTogether(this.channels);
    this.period = this.#together * this.channels;
    const sumBytes = 16 * this.channels + 12 * this.period;
    this.#next = memory.scratch(4 * (this.period + this.channels) * count + sumBytes);
    this.sums = this.#next + 4 * (this.period + this.channels) * count;
  }

  /** Repeats a tensor [c]; returns where. */
  of(vector: TensorInfo): number {
    return this.#repeat(this.#memory.addressOf(vector));
  }

  /** Repeats numbers; returns where. */
  ofNumbers(values: Float32Array): number {
    const address = this.#next + 4 * this.period;
    this.#memory.writeFloats(address, values);
    const repeated = this.#repeat(address);
    this.#next += 4 * this.channels;
    return repeated;
  }

  #repeat(vector: number): number {
    const target = this.#next;
    this.#memory.run.repeat(vector, this.channels, this.#together, target);
    this.#next += 4 * this.period;
    return target;
  }
}

/** x̂·γ + β as x·scale + shift. */
function normalization(
  memory: KernelMemory,
  inputs: Readonly<Record<string, TensorInfo>>,
  epsilon: number,
): Record<'scale' | 'shift' | 'mean' | 'inverse', Float32Array> {
  const read = (name: string): Float32Array => memory.readFloats(inputs[name]!);
  const [mean, beta] = [read('mean'), read('beta')];
  const inverse = read('variance').map((variance) => 1 / Math.sqrt(variance + epsilon));
  const scale = read('gamma').map((gamma, c) => gamma * inverse[c]!);
  const shift = beta.map((value, c) => value - mean[c]! * scale[c]!);
  return { scale, shift, mean, inverse };
}

const batchNorm = program<NormAttributes>('BatchNormTraining', (memory, { x, gamma, beta }, attributes) => {
  const { epsilon, slope } = attributes;
  const [y, mean, variance] = [x!.shape, gamma!.shape, gamma!.shape].map((shape) => memory.output(shape));
  const outputs = [y!, mean!, variance!];
  const vectors = new Coefficients(memory, x!, 2);
  const { size, channels, period } = vectors;
  const from = memory.addressOf(x!);
  const [toMean, toVariance] = [memory.addressOf(mean!), memory.addressOf(variance!)];
  memory.run.moments(from, size, channels, period, toMean, toVariance, vectors.sums);
  const inputs = { gamma: gamma!, beta: beta!, mean: mean!, variance: variance! };
  const { scale, shift } = normalization(memory, inputs, epsilon);
  const [scales, shifts] = [vectors.ofNumbers(scale), vectors.ofNumbers(shift)];
  runAffine(memory, from, vectors, [scales, shifts], slope, memory.addressOf(y!));
  return outputs;
});

const gradSums = program<NormAttributes>('BatchNormGradSums', (memory, inputs, { epsilon, slope }) => {
  const { dy, x, mean } = inputs;
  const [sumDz, sumDzX] = [memory.output(mean!.shape), memory.output(mean!.shape)];
  const { scale, shift, inverse } = normalization(memory, inputs, epsilon);
  sumInto(memory, dy!, x!, scale, shift, mean!, slope, sumDz, sumDzX);
  const sums = memory.readFloats(sumDzX).map((sum, c) => sum * inverse[c]!);
  memory.writeFloats(memory.addressOf(sumDzX), sums);
  return [sumDz, sumDzX];
});

function sumInto(
  memory: KernelMemory,
  dy: TensorInfo,
  x: TensorInfo,
  scale: Float32Array,
  shift: Float32Array,
  centre: TensorInfo | null,
  slope: number,
  sumDz: TensorInfo,
  sumDzX: TensorInfo,
): void {
  const vectors = new Coefficients(memory, x, 3);
  memory.run.affineSums(
    memory.addressOf(dy),
    memory.addressOf(x),
    vectors.size,
    vectors.channels,
    vectors.period,
    vectors.ofNumbers(scale),
    vectors.ofNumbers(shift),
    centre ? vectors.of(centre) : vectors.ofNumbers(new Float32Array(vectors.channels)),
    slope,
    memory.addressOf(sumDz),
    memory.addressOf(sumDzX),
    vectors.sums,
  );
}

const inputGrad = program<NormAttributes>('BatchNormInputGrad', (memory, inputs, { epsilon, slope }) => {
  const { dy, x, sumDz, sumDzX } = inputs;
  const { scale, shift, mean, inverse } = normalization(memory, inputs, epsilon);
  const rows = sizeOf(x!) / mean.length;
  const [total, products] = [memory.readFloats(sumDz!), memory.readFloats(sumDzX!)];
  // scale · (dz − ⟨dz⟩ − x̂·⟨dz·x̂⟩) as scale·dz + offset + factor·x.
  const factor = scale.map((value, c) => (-value * inverse[c]! * products[c]!) / rows);
  const offset = scale.map((value, c) => (-value * total[c]!) / rows - factor[c]! * mean[c]!);
  return inputGradOf(memory, dy!, x!, { scale, shift, offset, factor }, slope);
});

function inputGradOf(
  memory: KernelMemory,
  dy: TensorInfo,
  x: TensorInfo,
  { scale, shift, offset, factor }: Record<'scale' | 'shift' | 'offset' | 'factor', Float32Array>,
  slope: number,
): TensorInfo {
  const dx = memory.output(x.shape);
  const vectors = new Coefficients(memory, x, 4);
  const coefficients = [scale, shift, offset, factor].map((numbers) => vectors.ofNumbers(numbers));
  const [from, by, to] = [memory.addressOf(dy), memory.addressOf(x), memory.addressOf(dx)];
  const calls = passParts(vectors.size, vectors.period, 1, memory.threads).map(([begin, end]) => {
    const [skip, size] = [4 * begin, end - begin];
    return [from + skip, by + skip, size, vectors.period, ...coefficients, slope, to + skip];
  });
  memory.each('affineInputGrad', calls);
  return dx;
}

const affine = program<Attributes>('ChannelAffine', (memory, { x, scale, shift }, { slope }) => {
  const y = memory.output(x!.shape);
  const vectors = new Coefficients(memory, x!, 2);
  const [scales, shifts] = [vectors.of(scale!), vectors.of(shift!)];
  const [from, to] = [memory.addressOf(x!), memory.addressOf(y)];
  runAffine(memory, from, vectors, [scales, shifts], slope, to);
  return y;
});

function runAffine(
  memory: KernelMemory,
  from: number,
  { size, period }: Coefficients,
  coefficients: readonly number[],
  slope: number,
  to: number,
): void {
  const calls = passParts(size, period, 1, memory.threads).map(([begin, end]) => {
    return [from + 4 * begin, end - begin, period, ...coefficients, slope, to + 4 * begin];
  });
  memory.each('affine', calls);
}

const affineInputGrad = program<Attributes>(
  'ChannelAffineInputGrad',
  (memory, { dy, x, scale, shift }, { slope }) => {
    const [scales, shifts] = [memory.readFloats(scale!), memory.readFloats(shift!)];
    const zeros = new Float32Array(scales.length);
    const coefficients = { scale: scales, shift: shifts, offset: zeros, factor: zeros };
    return inputGradOf(memory, dy!, x!, coefficients, slope);
  },
);

const affineSums = program<Attributes>('ChannelAffineSums', (memory, { dy, x, scale, shift }, { slope }) => {
  const [sumDz, sumDzX] = [memory.output(scale!.shape), memory.output(scale!.shape)];
  const [scales, shifts] = [memory.readFloats(scale!), memory.readFloats(shift!)];
  sumInto(memory, dy!, x!, scales, shifts, null, slope, sumDz, sumDzX);
  return [sumDz, sumDzX];
});

export const channelPrograms: readonly Program[] = [
  batchNorm,
  gradSums,
  inputGrad,
  affine,
  affineInputGrad,
  affineSums,
];
