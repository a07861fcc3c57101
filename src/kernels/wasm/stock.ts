/**
 * Stock kernels of tfjs-wasm that a training step calls and that are slow there, replaced where a program of ours can
 * do the work: float32, and for matrices one pair at a time. All else goes to the stock kernel.
 */
import * as tf from '@tensorflow/tfjs-core';
import { runConvolution, runCorrelation, type Geometry } from './convolution';
import type { KernelMemory } from './kernelMemory';
import { passParts } from './parts';
import { sizeOf } from './program';

type Inputs = Readonly<Record<string, tf.TensorInfo>>;

interface Replacement {
  readonly kernelName: string;
  /** Returns null where the stock kernel must do it. */
  readonly body: (
    memory: KernelMemory,
    inputs: Inputs,
    attributes: never,
  ) => tf.TensorInfo | tf.TensorInfo[] | null;
}

/** Stock kernels that have been replaced, so that starting again does not wrap ours. */
const stock = new Map<string, tf.KernelFunc>();

/** Registers our kernels in the place of the stock ones; idempotent. */
export function replaceStockKernels(memory: KernelMemory): void {
  for (const { kernelName, body } of REPLACEMENTS) {
    const original = stock.get(kernelName) ?? tf.getKernel(kernelName, 'wasm').kernelFunc;
    stock.set(kernelName, original);
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc: (args) => {
        const inputs = args.inputs as Inputs;
        const floats = Object.values(inputs).every(({ dtype }) => dtype === 'float32');
        return (floats ? body(memory, inputs, args.attrs as never) : null) ?? original(args);
      },
    });
  }
}

/** The stock kernel copies, and the tape clones every tensor that it saves: half of the memory of a step. */
const identity: Replacement = {
  kernelName: tf.Identity,
  body: (memory, { x }) => memory.share(x!),
};

const tanh: Replacement = {
  kernelName: tf.Tanh,
  body: (memory, { x }) => {
    const y = memory.output(x!.shape);
    const [from, to] = [memory.addressOf(x!), memory.addressOf(y)];
    const calls = passParts(sizeOf(x!), 4, 1, memory.threads).map(([begin, end]) => {
      return [from + 4 * begin, end - begin, to + 4 * begin];
    });
    memory.each('tanh', calls);
    return y;
  },
};

/** A matrix product is a 1×1 convolution of one row of pixels, and its gradients are that convolution's. */
const matrixProduct: Replacement = {
  kernelName: tf.BatchMatMul,
  body: (memory, { a, b }, { transposeA, transposeB }: tf.BatchMatMulAttrs) => {
    const [rowsOfA, columnsOfA] = a!.shape.slice(-2) as [number, number];
    const [rowsOfB, columnsOfB] = b!.shape.slice(-2) as [number, number];
    const single = sizeOf(a!) === rowsOfA * columnsOfA && sizeOf(b!) === rowsOfB * columnsOfB;
    if (!single || (transposeA && transposeB) || sizeOf(a!) * sizeOf(b!) === 0) return null;
    const shape = [transposeA ? columnsOfA : rowsOfA, transposeB ? rowsOfB : columnsOfB];
    const rank = Math.max(a!.shape.length, b!.shape.length);
    const product = memory.output([...Array<number>(rank - 2).fill(1), ...shape]);
    const tensors = [a!, b!, product] as const;
    if (transposeA) {
      const extent = [rowsOfA, columnsOfB, columnsOfA, 1] as const;
      runCorrelation(memory, pointwise(rowsOfA, columnsOfA, columnsOfB), extent, tensors);
    } else if (transposeB) {
      const columns = Math.ceil(rowsOfB / 8) * 8;
      const extent = [columnsOfB, columns, columnsOfB, 1] as const;
      runConvolution(memory, 'convolveBack', pointwise(rowsOfA, columnsOfA, rowsOfB), extent, tensors, 1, 1);
    } else {
      const extent = [rowsOfB, columnsOfB, columnsOfA, 1] as const;
      runConvolution(memory, 'convolve', pointwise(rowsOfA, columnsOfA, columnsOfB), extent, tensors);
    }
    return product;
  },
};

function pointwise(pixels: number, channels: number, filters: number): Geometry {
  return [1, 1, pixels, channels, 1, pixels, filters, 1, 1, 0, 0, 1];
}

const concat: Replacement = {
  kernelName: tf.Concat,
  body: (memory, inputs, { axis }: tf.ConcatAttrs) => {
    const parts = Object.values(inputs).filter((part) => sizeOf(part) > 0);
    if (parts.length === 0) return null;
    const [along] = tf.util.parseAxisParam(axis, parts[0]!.shape) as [number];
    const joined = memory.output(
      tf.backend_util.computeOutShape(
        parts.map(({ shape }) => shape),
        along,
      ),
    );
    copyParts(memory, joined, parts, along, false);
    return joined;
  },
};

const split: Replacement = {
  kernelName: tf.SplitV,
  body: (memory, { x }, { numOrSizeSplits, axis }: tf.SplitVAttrs) => {
    const [along] = tf.util.parseAxisParam(axis, x!.shape) as [number];
    const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, along);
    const parts = sizes.map((size) => memory.output(x!.shape.with(along, size)));
    copyParts(memory, x!, parts, along, true);
    return parts;
  },
};

/** Copies parts along an axis into the whole, or out of it. */
function copyParts(
  memory: KernelMemory,
  whole: tf.TensorInfo,
  parts: readonly tf.TensorInfo[],
  axis: number,
  out: boolean,
): void {
  const runs = product(whole.shape.slice(0, axis));
  const step = (4 * sizeOf(whole)) / runs;
  let at = memory.addressOf(whole);
  for (const part of parts) {
    const length = sizeOf(part) / runs;
    const address = memory.addressOf(part);
    if (out) memory.run.copyRuns(at, step, address, 4 * length, length, runs);
    else memory.run.copyRuns(address, 4 * length, at, step, length, runs);
    at += 4 * length;
  }
}

const product = (extents: readonly number[]): number => extents.reduce((size, extent) => size * extent, 1);

const tile: Replacement = {
  kernelName: tf.Tile,
  body: (memory, { x }, { reps }: tf.TileAttrs) => {
    let tiled = x!;
    // The last axis first: later copies then take longer runs.
    for (let axis = x!.shape.length - 1; axis >= 0; axis--) {
      const times = reps[axis]!;
      if (times === 1 && !(axis === 0 && tiled === x)) continue;
      const length = product(tiled.shape.slice(axis));
      const next = memory.output(tiled.shape.with(axis, tiled.shape[axis]! * times));
      const runs = sizeOf(tiled) / length;
      for (let i = 0; i < times; i++) {
        const target = memory.addressOf(next) + 4 * length * i;
        memory.run.copyRuns(memory.addressOf(tiled), 4 * length, target, 4 * length * times, length, runs);
      }
      if (tiled !== x) memory.dispose(tiled);
      tiled = next;
    }
    return tiled;
  },
};

/** Of neighbouring numbers, such as images of a batch; the stock kernel copies all of x first. */
const slice: Replacement = {
  kernelName: tf.Slice,
  body: (memory, { x }, { begin, size }: tf.SliceAttrs) => {
    const [start, extent] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size) as [
      number[],
      number[],
    ];
    if (start.length === 0 || !tf.slice_util.isSliceContinous(x!.shape, start, extent)) return null;
    const y = memory.output(extent);
    const offset = tf.slice_util.computeFlatOffset(start, tf.util.computeStrides(x!.shape));
    memory.run.copyRuns(memory.addressOf(x!) + 4 * offset, 0, memory.addressOf(y), 0, sizeOf(y), 1);
    return y;
  },
};

const REPLACEMENTS: readonly Replacement[] = [matrixProduct, identity, tanh, concat, split, slice, tile];
