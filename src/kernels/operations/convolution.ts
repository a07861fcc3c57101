/**
 * Convolution and its two backward halves, any stride and number of groups, SAME padding. Stock tfjs cannot
 * differentiate a convolution on wasm at all; there every part is expressed by the unstrided forward convolution and
 * the matrix product, the fastest kernels that backend has. Elsewhere the generic form is stock.
 */
import * as tf from '@tensorflow/tfjs-core';
import { gradient } from '../gradients/gradient';
import { runKernel, type Operation } from '../operation';
import { inBlocks, unstridedPadding, type Padding } from './spaceToDepth';
import { filterGradient, inputGradient } from './unstrided';

export const CONVOLUTION = 'Convolution';
const CONVOLUTION_INPUT_GRAD = 'ConvolutionInputGrad';
const CONVOLUTION_FILTER_GRAD = 'ConvolutionFilterGrad';

export interface ConvolutionAttributes {
  readonly stride: number;
  /** Input and output channels fall into as many parts that do not see each other. */
  readonly groups: number;
}

type InputGradAttributes = ConvolutionAttributes & { readonly inputShape: Shape4D };
type FilterGradAttributes = ConvolutionAttributes & { readonly filterShape: Shape4D };
type Shape4D = [number, number, number, number];

/** (x [n, h, w, c], filter [k, k, c/groups, f]) → [n, ⌈h/stride⌉, ⌈w/stride⌉, f]. */
const convolution: Operation = {
  kernelName: CONVOLUTION,
  forward: ({ x, filter }, attributes) => {
    const { stride, groups } = attributes as unknown as ConvolutionAttributes;
    return perGroup(groups, [x!, filter!], ([x, filter]) => convolve(x!, filter!, stride));
  },
  gradient: gradient(CONVOLUTION, { inputs: ['x', 'filter'] }, (dy, saved, attributes) => {
    const [x, filter] = saved as [tf.Tensor, tf.Tensor];
    return {
      x: () =>
        runKernel<tf.Tensor>(CONVOLUTION_INPUT_GRAD, { dy, filter }, { ...attributes, inputShape: x.shape }),
      filter: () =>
        runKernel<tf.Tensor>(
          CONVOLUTION_FILTER_GRAD,
          { x, dy },
          { ...attributes, filterShape: filter.shape },
        ),
    };
  }),
};

function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (tf.getBackend() !== 'wasm' || stride === 1) return tf.conv2d(x, filter, stride, 'same');
  const { blocks, filterBlocks } = inBlocks(x.shape, filter.shape, stride);
  return tf.conv2d(blocks.to(x), filterBlocks.to(filter), 1, 'valid');
}

/** (dy, filter) → dx of shape `inputShape`. */
const convolutionInputGrad: Operation = {
  kernelName: CONVOLUTION_INPUT_GRAD,
  forward: ({ dy, filter }, attributes) => {
    const { stride, groups, inputShape } = attributes as unknown as InputGradAttributes;
    const shape = ofGroup(inputShape, groups);
    return perGroup(groups, [dy!, filter!], ([dy, filter]) => {
      if (tf.getBackend() !== 'wasm') return stockInputGradient(dy!, filter!, stride, shape);
      if (stride === 1) return inputGradient(dy!, filter!, unstridedPadding(filter!.shape));
      const { blocks, filterBlocks } = inBlocks(shape, filter!.shape, stride);
      return blocks.from(inputGradient(dy!, filterBlocks.to(filter!), VALID));
    });
  },
};

/** (x, dy) → dW of shape `filterShape`. */
const convolutionFilterGrad: Operation = {
  kernelName: CONVOLUTION_FILTER_GRAD,
  forward: ({ x, dy }, attributes) => {
    const { stride, groups, filterShape } = attributes as unknown as FilterGradAttributes;
    const shape = ofGroup(filterShape, groups);
    return perGroup(groups, [x!, dy!], ([x, dy]) => {
      if (tf.getBackend() !== 'wasm') return stockFilterGradient(x!, dy!, stride, shape);
      if (stride === 1) return filterGradient(x!, dy!, unstridedPadding(shape));
      const { blocks, filterBlocks } = inBlocks(x!.shape, shape, stride);
      return filterBlocks.from(filterGradient(blocks.to(x!), dy!, VALID));
    });
  },
};

export const convolutionOperations: readonly Operation[] = [
  convolution,
  convolutionInputGrad,
  convolutionFilterGrad,
];

const VALID: Padding = [
  [0, 0],
  [0, 0],
  [0, 0],
  [0, 0],
];

/** Applies `work` to each group's share of the last axis and joins the results there. */
function perGroup(
  groups: number,
  inputs: readonly tf.Tensor[],
  work: (parts: readonly tf.Tensor4D[]) => tf.Tensor4D,
): tf.Tensor4D {
  if (groups === 1) return work(inputs as tf.Tensor4D[]);
  const parts = inputs.map((input) => tf.split<tf.Tensor4D>(input as tf.Tensor4D, groups, 3));
  return tf.concat(
    parts[0]!.map((_, group) => work(parts.map((part) => part[group]!))),
    3,
  );
}

function ofGroup([a, b, c, channels]: Shape4D, groups: number): Shape4D {
  return [a, b, c, channels / groups];
}

function stockInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  stride: number,
  inputShape: Shape4D,
): tf.Tensor4D {
  const attributes = { strides: stride, pad: 'same', dataFormat: 'NHWC', inputShape };
  return runKernel<tf.Tensor4D>(tf.Conv2DBackpropInput, { dy, filter }, attributes);
}

function stockFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  stride: number,
  filterShape: Shape4D,
): tf.Tensor4D {
  const attributes = { strides: stride, pad: 'same', dataFormat: 'NHWC', filterShape };
  return runKernel<tf.Tensor4D>(tf.Conv2DBackpropFilter, { x, dy }, attributes);
}
