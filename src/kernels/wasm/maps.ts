/** Bilinear ×2, the gradient of overlapping max pooling, and local response normalisation. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { program, sizeOf, type Program } from './program';

type Shape4D = [number, number, number, number];

const upsample = program('Upsample2x', (memory, { x }) => {
  const [images, height, width, channels] = x!.shape as Shape4D;
  const y = memory.output([images, 2 * height, 2 * width, channels]);
  memory.run.upsample(memory.addressOf(x!), images, height, width, channels, memory.addressOf(y));
  return y;
});

const upsampleGrad = program('Upsample2xGrad', (memory, { dy }) => {
  const [images, rows, columns, channels] = dy!.shape as Shape4D;
  const [height, width] = [rows / 2, columns / 2];
  const dx = memory.output([images, height, width, channels]);
  memory.run.upsampleGrad(memory.addressOf(dy!), images, height, width, channels, memory.addressOf(dx));
  return dx;
});

const maxPoolGrad = program('OverlapMaxPoolGrad', (memory, { dy, x, y }) => {
  const shape = x!.shape as Shape4D;
  const dx = memory.output(shape);
  const [from, input, best] = [memory.addressOf(dy!), memory.addressOf(x!), memory.addressOf(y!)];
  // SAME at stride 2: maps of odd extent are padded before, too.
  memory.run.maxPoolGrad(from, input, best, ...shape, shape[1] % 2, shape[2] % 2, memory.addressOf(dx));
  return dx;
});

interface LocalResponseAttributes {
  readonly radius: number;
  readonly bias: number;
  readonly alpha: number;
  readonly beta: number;
}

const localResponse = program<LocalResponseAttributes>('LocalResponse', (memory, { x }, attributes) => {
  const y = memory.output(x!.shape);
  const scratch = memory.scratch(2 * rowBytes(x!, attributes.radius));
  memory.run.localResponse(memory.addressOf(x!), ...rowsOf(x!, attributes), memory.addressOf(y), scratch);
  return y;
});

const localResponseGrad = program<LocalResponseAttributes>(
  'LocalResponseGrad',
  (memory, { dy, x }, attributes) => {
    const dx = memory.output(x!.shape);
    const scratch = memory.scratch(5 * rowBytes(x!, attributes.radius));
    const [from, input, to] = [dy!, x!, dx].map((tensor) => memory.addressOf(tensor));
    memory.run.localResponseGrad(from!, input!, ...rowsOf(x!, attributes), to!, scratch);
    return dx;
  },
);

/** Of assembly/maps.ts: a row with its margins, and a vector to run over. */
function rowBytes(x: TensorInfo, radius: number): number {
  return 4 * (x.shape.at(-1) + 2 * radius + 4);
}

function rowsOf(
  x: TensorInfo,
  { radius, bias, alpha, beta }: LocalResponseAttributes,
): [rows: number, channels: number, radius: number, bias: number, alpha: number] {
  if (beta !== 0.75)
    throw new Error(`Local response normalisation on wasm takes the exponent 0.75, not ${beta}.`);
  const channels = x.shape.at(-1);
  return [sizeOf(x) / channels, channels, radius, bias, alpha];
}

/** Local response normalisation is written for the exponent ¾, AlexNet's. */
export const mapPrograms: readonly Program[] = [
  upsample,
  upsampleGrad,
  maxPoolGrad,
  localResponse,
  localResponseGrad,
];
