/** The operations of src/kernels/ops.ts as ONNX nodes, to the same numbers; maps are [n, c, h, w]. */
import { NORM_EPSILON } from '../../networks/layers';
import type { PlainTensor } from '../../networks/parameters';
import { float, integer, integers, text, type OnnxGraph, type Value } from './graph';

/** A graph and the weights that it is made from, by PyTorch's names. */
export interface Draft {
  readonly graph: OnnxGraph;
  readonly weights: ReadonlyMap<string, PlainTensor>;
}

/** A weight as a value of the graph. */
export function weight({ graph, weights }: Draft, name: string): Value {
  const tensor = weights.get(name);
  if (!tensor) throw new Error(`The weights lack “${name}”.`);
  return graph.tensor(name, tensor);
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

/** Convolution by `layer`.weight, with its bias if it has one. */
export function convolution(draft: Draft, x: Value, layer: string, stride = 1, groups = 1): Value {
  const kernel = draft.weights.get(`${layer}.weight`)?.shape.at(-1) ?? 0;
  const [before, after] = samePadding(kernel, stride);
  const bias = draft.weights.has(`${layer}.bias`) ? [weight(draft, `${layer}.bias`)] : [];
  return draft.graph.node('Conv', [x, weight(draft, `${layer}.weight`), ...bias], {
    kernel_shape: integers([kernel, kernel]),
    strides: integers([stride, stride]),
    pads: integers([before, before, after, after]),
    group: integer(groups),
  });
}

/** Batch normalisation with the moving averages of the layer `name`. */
export function normalization(draft: Draft, x: Value, name: string): Value {
  const vectors = ['weight', 'bias', 'running_mean', 'running_var'].map((role) =>
    weight(draft, `${name}.${role}`),
  );
  return draft.graph.node('BatchNormalization', [x, ...vectors], { epsilon: float(NORM_EPSILON) });
}

/** max(x, slope·x); a slope of 0 is a ReLU. */
export function leakyRelu({ graph }: Draft, x: Value, slope: number, name?: string): Value {
  if (slope === 0) return graph.node('Relu', [x], {}, name);
  return graph.node('LeakyRelu', [x], { alpha: float(slope) }, name);
}

/** Max over 3×3 windows at stride 2, SAME. */
export function maxPool({ graph }: Draft, x: Value): Value {
  const [before, after] = samePadding(3, 2);
  return graph.node('MaxPool', [x], {
    kernel_shape: integers([3, 3]),
    strides: integers([2, 2]),
    pads: integers([before, before, after, after]),
  });
}

/** Radius 2 is 5 channels; ONNX divides α by them, TensorFlow does not. */
export function localResponseNorm({ graph }: Draft, x: Value): Value {
  return graph.node('LRN', [x], {
    size: integer(5),
    alpha: float(5 * 2e-5),
    beta: float(0.75),
    bias: float(1),
  });
}

/** Bilinear ×2 as TensorFlow 1: source = target / 2, the last row and column twice. */
export function upsample2x({ graph }: Draft, x: Value): Value {
  return resize(graph, x, 2, 'linear');
}

/** Every cell becomes a factor × factor block. */
export function enlarge({ graph }: Draft, x: Value, factor: number): Value {
  return factor === 1 ? x : resize(graph, x, factor, 'nearest');
}

function resize(graph: OnnxGraph, x: Value, factor: number, mode: 'linear' | 'nearest'): Value {
  const scales = graph.tensor(`scales_${factor}`, {
    shape: [4],
    data: Float32Array.of(1, 1, factor, factor),
  });
  return graph.node('Resize', [x, '', scales], {
    mode: text(mode),
    coordinate_transformation_mode: text('asymmetric'),
    ...(mode === 'nearest' && { nearest_mode: text('floor') }),
  });
}

/** One number as a value of the graph. */
export function scalar({ graph }: Draft, value: number): Value {
  return graph.tensor(`number_${value}`, { shape: [], data: Float32Array.of(value) });
}
