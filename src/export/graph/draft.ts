/**
 * What networks are drawn with, once for every format that holds a graph: the operations of src/kernels/ops.ts, to the
 * same numbers. Each format has its own order of axes, which the drawing need not know.
 */
import type { PlainTensor } from '../../networks/parameters';

/** A value that flows through a graph, by its name. */
export type Value = string & { readonly _value: unique symbol };

/** A length, or the name of one that may vary. */
export type Side = number | string;

/** Of [n] maps; a number stands for [n] vectors of that length. */
export type Shape = { readonly channels: number; readonly height: Side; readonly width: Side } | number;

export interface Draft {
  /** By PyTorch's names, in its layout. */
  readonly weights: ReadonlyMap<string, PlainTensor>;

  /** A float32 input. */
  input(name: string, shape: Shape, doc: string): Value;
  /** Gives a value to the outside by this name. */
  output(name: string, value: Value, shape: Shape, doc: string): void;
  number(value: number): Value;
  /** One number a channel, for maps. */
  colour(name: string, values: readonly number[]): Value;

  /** By `layer`.weight, padded SAME, with `layer`.bias if there is one. */
  convolution(x: Value, layer: string, stride?: number, groups?: number): Value;
  /** Batch normalisation with the moving averages of the layer `name`. */
  normalization(x: Value, name: string): Value;
  /** max(x, slope·x); a slope of 0 is a ReLU. The value has this name if one is given. */
  leakyRelu(x: Value, slope: number, name?: string): Value;
  tanh(x: Value): Value;
  /** Over 3×3 windows at stride 2, SAME. */
  maxPool(x: Value): Value;
  /** Over 5 channels. */
  localResponseNorm(x: Value): Value;
  /** Bilinear, as TensorFlow 1: source = target / 2. The result has `scale` times the cells of φ a side. */
  upsample2x(x: Value, scale: number): Value;
  /** Every cell of φ's size becomes a factor × factor block. */
  enlarge(x: Value, factor: number): Value;
  /** Along the channels. */
  concat(a: Value, b: Value): Value;
  /** Vectors of this length out of maps, channels first as torch.flatten does. */
  flatten(x: Value, length: number): Value;
  /** By `layer`.weight, with `layer`.bias if there is one. */
  dense(x: Value, layer: string): Value;
  arithmetic(operation: 'add' | 'sub' | 'mul' | 'div', a: Value, b: Value): Value;
}

/** A weight by its name. Throws if there is none. */
export function weightOf({ weights }: Pick<Draft, 'weights'>, name: string): PlainTensor {
  const tensor = weights.get(name);
  if (!tensor) throw new Error(`The weights lack “${name}”.`);
  return tensor;
}
