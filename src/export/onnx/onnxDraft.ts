/** Networks drawn as ONNX nodes; maps are [n, c, h, w]. */
import { NORM_EPSILON } from '../../networks/layers';
import type { PlainTensor } from '../../networks/parameters';
import { weightOf, type Draft, type Shape, type Value } from '../graph/draft';
import { float, integer, integers, text, type Axes, type OnnxGraph } from './graph';

const ARITHMETIC = { add: 'Add', sub: 'Sub', mul: 'Mul', div: 'Div' } as const;

export class OnnxDraft implements Draft {
  readonly weights: ReadonlyMap<string, PlainTensor>;
  readonly #graph: OnnxGraph;

  /** @param weights by PyTorch's names, in its layout, which is ONNX's too */
  constructor(graph: OnnxGraph, weights: ReadonlyMap<string, PlainTensor>) {
    this.#graph = graph;
    this.weights = weights;
  }

  input(name: string, shape: Shape, doc: string): Value {
    return this.#graph.input(name, axesOf(shape), doc);
  }

  output(name: string, value: Value, shape: Shape, doc: string): void {
    const named = String(value) === name ? value : this.#graph.node('Identity', [value], {}, name);
    this.#graph.output(named, axesOf(shape), doc);
  }

  number(value: number): Value {
    return this.#graph.tensor(`number_${value}`, { shape: [], data: Float32Array.of(value) });
  }

  colour(name: string, values: readonly number[]): Value {
    return this.#graph.tensor(name, { shape: [1, values.length, 1, 1], data: Float32Array.from(values) });
  }

  convolution(x: Value, layer: string, stride = 1, groups = 1): Value {
    const kernel = weightOf(this, `${layer}.weight`).shape.at(-1)!;
    const [before, after] = samePadding(kernel, stride);
    return this.#graph.node('Conv', [x, this.#weight(`${layer}.weight`), ...this.#bias(layer)], {
      kernel_shape: integers([kernel, kernel]),
      strides: integers([stride, stride]),
      pads: integers([before, before, after, after]),
      group: integer(groups),
    });
  }

  normalization(x: Value, name: string): Value {
    const vectors = ['weight', 'bias', 'running_mean', 'running_var'].map((role) =>
      this.#weight(`${name}.${role}`),
    );
    return this.#graph.node('BatchNormalization', [x, ...vectors], { epsilon: float(NORM_EPSILON) });
  }

  leakyRelu(x: Value, slope: number, name?: string): Value {
    if (slope === 0) return this.#graph.node('Relu', [x], {}, name);
    return this.#graph.node('LeakyRelu', [x], { alpha: float(slope) }, name);
  }

  tanh(x: Value): Value {
    return this.#graph.node('Tanh', [x]);
  }

  maxPool(x: Value): Value {
    const [before, after] = samePadding(3, 2);
    return this.#graph.node('MaxPool', [x], {
      kernel_shape: integers([3, 3]),
      strides: integers([2, 2]),
      pads: integers([before, before, after, after]),
    });
  }

  /** Radius 2 is 5 channels; ONNX divides α by them, TensorFlow does not. */
  localResponseNorm(x: Value): Value {
    return this.#graph.node('LRN', [x], {
      size: integer(5),
      alpha: float(5 * 2e-5),
      beta: float(0.75),
      bias: float(1),
    });
  }

  upsample2x(x: Value): Value {
    return this.#resize(x, 2, 'linear');
  }

  enlarge(x: Value, factor: number): Value {
    return factor === 1 ? x : this.#resize(x, factor, 'nearest');
  }

  concat(a: Value, b: Value): Value {
    return this.#graph.node('Concat', [a, b], { axis: integer(1) });
  }

  flatten(x: Value): Value {
    return this.#graph.node('Flatten', [x]);
  }

  dense(x: Value, layer: string): Value {
    return this.#graph.node('Gemm', [x, this.#weight(`${layer}.weight`), ...this.#bias(layer)], {
      transB: integer(1),
    });
  }

  arithmetic(operation: keyof typeof ARITHMETIC, a: Value, b: Value): Value {
    return this.#graph.node(ARITHMETIC[operation], [a, b]);
  }

  #weight(name: string): Value {
    return this.#graph.tensor(name, weightOf(this, name));
  }

  #bias(layer: string): Value[] {
    return this.weights.has(`${layer}.bias`) ? [this.#weight(`${layer}.bias`)] : [];
  }

  #resize(x: Value, factor: number, mode: 'linear' | 'nearest'): Value {
    const scales = this.#graph.tensor(`scales_${factor}`, {
      shape: [4],
      data: Float32Array.of(1, 1, factor, factor),
    });
    return this.#graph.node('Resize', [x, '', scales], {
      mode: text(mode),
      coordinate_transformation_mode: text('asymmetric'),
      ...(mode === 'nearest' && { nearest_mode: text('floor') }),
    });
  }
}

function axesOf(shape: Shape): Axes {
  return typeof shape === 'number' ? ['n', shape] : ['n', shape.channels, shape.height, shape.width];
}

/**
 * TensorFlow's SAME padding of one axis whose length is a multiple of the stride: the odd pixel goes after.
 *
 * @returns pixels before and after
 */
function samePadding(kernel: number, stride: number): [before: number, after: number] {
  const total = Math.max(0, kernel - stride);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
