/** Networks drawn as nodes of TensorFlow; maps are [n, h, w, c]. */
import { NORM_EPSILON } from '../../networks/layers';
import type { PlainTensor } from '../../networks/parameters';
import { weightOf, type Draft, type Shape, type Side, type Value } from '../graph/draft';
import { kernelForTensorFlow } from '../torchLayout';
import { flag, float, integer, integers, text, type TfjsGraph } from './tfjsGraph';

const ARITHMETIC = { add: 'AddV2', sub: 'Sub', mul: 'Mul', div: 'RealDiv' } as const;
const WINDOWS = { padding: text('SAME'), data_format: text('NHWC') };
/** Of resizing: as TensorFlow 1 did it. */
const LEGACY = { align_corners: flag(false), half_pixel_centers: flag(false) };

export class TfjsDraft implements Draft {
  readonly weights: ReadonlyMap<string, PlainTensor>;
  readonly #graph: TfjsGraph;
  readonly #cells: number;
  readonly #sides: Readonly<Record<string, number>>;

  /**
   * @param weights by PyTorch's names, in its layout
   * @param cells sides of φ: what is resized in the graph is resized to multiples of it
   * @param sides lengths that have names but may not vary
   */
  constructor(
    graph: TfjsGraph,
    weights: ReadonlyMap<string, PlainTensor>,
    cells: number,
    sides: Readonly<Record<string, number>>,
  ) {
    this.#graph = graph;
    this.weights = weights;
    this.#cells = cells;
    this.#sides = sides;
  }

  input(name: string, shape: Shape): Value {
    if (typeof shape === 'number') return this.#graph.input(name, [-1, shape]);
    const side = (length: Side): number =>
      typeof length === 'number' ? length : (this.#sides[length] ?? -1);
    return this.#graph.input(name, [-1, side(shape.height), side(shape.width), shape.channels]);
  }

  output(name: string, value: Value): void {
    this.#graph.output(String(value) === name ? value : this.#graph.node('Identity', [value], {}, name));
  }

  number(value: number): Value {
    return this.#graph.weight(`number_${value}`, { shape: [], data: Float32Array.of(value) });
  }

  colour(name: string, values: readonly number[]): Value {
    return this.#graph.weight(name, { shape: [values.length], data: Float32Array.from(values) });
  }

  /** tfjs has no grouped convolution: each group is convolved by itself. */
  convolution(x: Value, layer: string, stride = 1, groups = 1): Value {
    const name = `${layer}.weight`;
    const attributes = {
      ...WINDOWS,
      strides: integers([1, stride, stride, 1]),
      dilations: integers([1, 1, 1, 1]),
    };
    const parts = groups === 1 ? [x] : this.#split(x, groups);
    const convolved = parts.map((part, group) => {
      const kernel = partOf(weightOf(this, name), group, groups);
      const own = groups === 1 ? name : `${name}.group${group + 1}`;
      return this.#graph.node(
        'Conv2D',
        [part, this.#graph.weight(own, kernelForTensorFlow(kernel))],
        attributes,
      );
    });
    const whole = groups === 1 ? convolved[0]! : this.#concat(convolved);
    return this.#withBias(whole, layer);
  }

  normalization(x: Value, name: string): Value {
    const vectors = ['weight', 'bias', 'running_mean', 'running_var'].map((role) =>
      this.#weight(`${name}.${role}`),
    );
    return this.#graph.node('FusedBatchNormV3', [x, ...vectors], {
      epsilon: float(NORM_EPSILON),
      is_training: flag(false),
      data_format: text('NHWC'),
    });
  }

  leakyRelu(x: Value, slope: number, name?: string): Value {
    if (slope === 0) return this.#graph.node('Relu', [x], {}, name);
    return this.#graph.node('LeakyRelu', [x], { alpha: float(slope) }, name);
  }

  tanh(x: Value): Value {
    return this.#graph.node('Tanh', [x]);
  }

  maxPool(x: Value): Value {
    const attributes = { ksize: integers([1, 3, 3, 1]), strides: integers([1, 2, 2, 1]) };
    return this.#graph.node('MaxPool', [x], { ...WINDOWS, ...attributes });
  }

  localResponseNorm(x: Value): Value {
    return this.#graph.node('LRN', [x], {
      depth_radius: integer(2),
      bias: float(1),
      alpha: float(2e-5),
      beta: float(0.75),
    });
  }

  upsample2x(x: Value, scale: number): Value {
    return this.#graph.node('ResizeBilinear', [x, this.#size(scale)], LEGACY);
  }

  enlarge(x: Value, factor: number): Value {
    if (factor === 1) return x;
    return this.#graph.node('ResizeNearestNeighbor', [x, this.#size(factor)], LEGACY);
  }

  concat(a: Value, b: Value): Value {
    return this.#concat([a, b]);
  }

  flatten(x: Value, length: number): Value {
    const channelsFirst = this.#graph.node('Transpose', [x, this.#integers('nchw', [0, 3, 1, 2])]);
    return this.#graph.node('Reshape', [channelsFirst, this.#integers(`flat_${length}`, [-1, length])]);
  }

  dense(x: Value, layer: string): Value {
    const product = this.#graph.node('MatMul', [x, this.#weight(`${layer}.weight`)], {
      transpose_a: flag(false),
      transpose_b: flag(true),
    });
    return this.#withBias(product, layer);
  }

  arithmetic(operation: keyof typeof ARITHMETIC, a: Value, b: Value): Value {
    return this.#graph.node(ARITHMETIC[operation], [a, b]);
  }

  #weight(name: string): Value {
    return this.#graph.weight(name, weightOf(this, name));
  }

  #withBias(x: Value, layer: string): Value {
    const name = `${layer}.bias`;
    return this.weights.has(name) ? this.#graph.node('AddV2', [x, this.#weight(name)]) : x;
  }

  #integers(name: string, values: readonly number[]): Value {
    const shape = [values.length];
    return this.#graph.weight(name, { shape, data: Int32Array.from(values) });
  }

  #size(scale: number): Value {
    const side = this.#cells * scale;
    return this.#integers(`size_${side}`, [side, side]);
  }

  #axis(): Value {
    return this.#graph.weight('channel_axis', { shape: [], data: Int32Array.of(3) });
  }

  #split(x: Value, groups: number): Value[] {
    const split = this.#graph.node('Split', [this.#axis(), x], { num_split: integer(groups) });
    return Array.from({ length: groups }, (_, i) => (i === 0 ? split : (`${split}:${i}` as Value)));
  }

  #concat(parts: readonly Value[]): Value {
    return this.#graph.node('ConcatV2', [...parts, this.#axis()], { N: integer(parts.length) });
  }
}

/** A group's share of the output channels of a kernel [out, in, h, w]. */
function partOf({ shape, data }: PlainTensor, group: number, groups: number): PlainTensor {
  const length = data.length / groups;
  return {
    shape: [shape[0]! / groups, ...shape.slice(1)],
    data: data.subarray(group * length, (group + 1) * length),
  };
}
