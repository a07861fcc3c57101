/** FLOP of the kernels that really run, by their shapes. */
import * as tf from '@tensorflow/tfjs-core';

type Inputs = Readonly<Record<string, tf.Tensor>>;

/** For kernels that multiply and add; the output's shape where the inputs do not tell. */
const FLOP_OF: Readonly<
  Record<string, (inputs: Inputs, attributes: tf.NamedAttrMap, y: tf.Tensor) => number>
> = {
  Convolution: ({ filter }, _, y) => 2 * y.size * perOutput(filter!.shape),
  ConvolutionInputGrad: ({ dy, filter }) => 2 * dy!.size * perOutput(filter!.shape),
  ConvolutionFilterGrad: ({ dy }, { filterShape }) => 2 * dy!.size * perOutput(filterShape as number[]),
  [tf.BatchMatMul]: ({ a }, { transposeA }, y) => 2 * y.size * a!.shape.at(transposeA ? -2 : -1)!,
};

/** Kernels that would multiply and add unseen. */
const UNCOUNTED: readonly string[] = [
  tf.Conv2D,
  tf.Conv2DBackpropInput,
  tf.Conv2DBackpropFilter,
  tf.FusedConv2D,
  tf._FusedMatMul,
  tf.Einsum,
];

/** Multiply-adds for each number of the output, from a filter [k, k, c/groups, f]. */
function perOutput([height, width, channels]: readonly number[]): number {
  return height! * width! * channels!;
}

/** FLOP of what `work` runs, where convolutions are programs of ours (wasm with SIMD). */
export function executedFlop(work: () => void): number {
  const engine = tf.engine();
  let flop = 0;
  const runKernel = engine.runKernel.bind(engine);
  engine.runKernel = <T extends tf.Tensor | tf.Tensor[]>(
    name: string,
    inputs: tf.NamedTensorMap,
    attributes?: tf.NamedAttrMap,
  ): T => {
    if (UNCOUNTED.includes(name)) throw new Error(`${name} ran, whose work is not counted.`);
    const result = runKernel<T>(name, inputs, attributes);
    flop += FLOP_OF[name]?.(inputs, attributes ?? {}, result as tf.Tensor) ?? 0;
    return result;
  };
  try {
    work();
  } finally {
    engine.runKernel = runKernel;
  }
  return flop;
}
