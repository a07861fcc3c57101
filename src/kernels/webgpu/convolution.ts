/** Convolution and its backward halves as WGSL programs: an implicit GEMM for each, and which calls they take. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { convolutionOperations, type ConvolutionAttributes } from '../operations/convolution';
import {
  BUSY_THREADS,
  convolutionGeometry,
  planConvolution,
  reductionWorkgroups,
  threadsOf,
  workgroupsOf,
  type Geometry,
  type Part,
  type Plan,
  type Shape4D,
} from './convolutionPlan';
import { convolutionShader, reductionShader } from './convolutionShader';
import { program, runShader, sizeOf, type Shader } from './program';

type Inputs = Readonly<Record<string, tf.TensorInfo>>;
type Attributes = ConvolutionAttributes & {
  readonly inputShape?: Shape4D;
  readonly filterShape?: Shape4D;
};

interface Kernel {
  readonly kernelName: string;
  readonly part: Part;
  /** Operands A and B of the product. */
  readonly operands: readonly [string, string];
  readonly shapes: (inputs: Inputs, attributes: Attributes) => readonly [x: Shape4D, filter: Shape4D];
  readonly outputShape: (geometry: Geometry, inputs: Inputs, attributes: Attributes) => Shape4D;
}

const KERNELS: readonly Kernel[] = [
  {
    kernelName: 'Convolution',
    part: 'forward',
    operands: ['x', 'filter'],
    shapes: ({ x, filter }) => [shapeOf(x), shapeOf(filter)],
    outputShape: ({ images, outHeight, outWidth, filters, groups }) => [
      images,
      outHeight,
      outWidth,
      filters * groups,
    ],
  },
  {
    kernelName: 'ConvolutionInputGrad',
    part: 'inputGrad',
    operands: ['dy', 'filter'],
    shapes: ({ filter }, { inputShape }) => [inputShape!, shapeOf(filter)],
    outputShape: (_geometry, _inputs, { inputShape }) => inputShape!,
  },
  {
    kernelName: 'ConvolutionFilterGrad',
    part: 'filterGrad',
    operands: ['x', 'dy'],
    shapes: ({ x }, { filterShape }) => [shapeOf(x), filterShape!],
    outputShape: (_geometry, _inputs, { filterShape }) => filterShape!,
  },
];

/** The programs; software: the adapter computes on the processor. */
export function convolutionPrograms(software: boolean): tf.KernelConfig[] {
  const busyThreads = software ? BUSY_THREADS.software : BUSY_THREADS.card;
  return KERNELS.map(({ kernelName, part, operands: [a, b], ...kernel }) =>
    program<Attributes>(kernelName, (backend, inputs, attributes) => {
      const geometry = convolutionGeometry(...kernel.shapes(inputs, attributes), attributes);
      if (software && stockIsFaster(part, geometry)) return stock(kernelName, inputs, attributes);
      const plan = planConvolution(part, geometry, busyThreads);
      const outputShape = kernel.outputShape(geometry, inputs, attributes);
      return runPlan(backend, plan, [inputs[a]!, inputs[b]!], outputShape);
    }),
  );
}

/**
 * The rule of choice. A card always takes the program: it loads half of what stock's 32×32 tiles load per multiply-add,
 * never divides in its loop, and needs no split and concat for groups. On the software adapter, which has no caches to
 * spare and pays for every padded lane, stock stays where that measured faster at `tiny`: input gradients with so few
 * channels that most of a tile's columns are padding (76 against 111 ms at 3 channels, 99 against 223 at 8, 8 images).
 */
function stockIsFaster(part: Part, { channels, groups }: Geometry): boolean {
  return part === 'inputGrad' && groups === 1 && channels <= 16;
}

function stock(kernelName: string, inputs: Inputs, attributes: Attributes): tf.TensorInfo {
  const { forward } = convolutionOperations.find((operation) => operation.kernelName === kernelName)!;
  const given = attributes as unknown as tf.NamedAttrMap;
  return tf.tidy(() => forward(inputs as Record<string, tf.Tensor>, given)) as tf.Tensor;
}

/** Runs a plan on operands A and B. */
export function runPlan(
  backend: WebGPUBackend,
  plan: Plan,
  operands: readonly [tf.TensorInfo, tf.TensorInfo],
  outputShape: Shape4D,
): tf.TensorInfo {
  const { splits, rowTiles, columnTiles, slices, splitTiles, geometry } = plan;
  const shape = [...outputShape];
  const product = runShader(backend, shaderOf(plan), {
    inputs: operands,
    outputShape: splits > 1 ? [splits, ...shape] : shape,
    uniforms: { ...geometry, rowTiles, columnTiles, slices, splits, splitTiles },
    workgroups: workgroupsOf(plan),
  });
  if (splits === 1) return product;
  const size = sizeOf(product) / splits;
  const wide = size % 4 === 0;
  const sum = runShader(backend, wide ? WIDE_REDUCTION : REDUCTION, {
    inputs: [product],
    outputShape: shape,
    uniforms: { count: wide ? size / 4 : size, splits },
    workgroups: reductionWorkgroups(size),
  });
  backend.disposeData(product.dataId);
  return sum;
}

const WIDE_REDUCTION = reductionShader(true);
const REDUCTION = reductionShader(false);
const shaders = new Map<string, Shader>();

function shaderOf({ part, tile, geometry }: Plan): Shader {
  const [wideChannels, wideFilters] = [geometry.channels % 4 === 0, geometry.filters % 4 === 0];
  const key = [part, tile.rows, tile.columns, threadsOf(tile), wideChannels, wideFilters].join();
  const known = shaders.get(key);
  if (known) return known;
  const shader = convolutionShader(part, tile, wideChannels, wideFilters);
  shaders.set(key, shader);
  return shader;
}

function shapeOf(tensor: tf.TensorInfo | undefined): Shape4D {
  return tensor!.shape as unknown as Shape4D;
}
