/** Bilinear ×2, the gradient of overlapping max pooling, and local response normalisation. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelMemory } from './kernelMemory';
import { passParts } from './parts';
import { program, sizeOf, type Program } from './program';

type Shape4D = [number, number, number, number];

const upsample = program('Upsample2x', (memory, { x }) => {
  const [images, height, width, channels] = x!.shape as Shape4D;
  const y = memory.output([images, 2 * height, 2 * width, channels]);
  const [from, to] = [memory.addressOf(x!), memory.addressOf(y)];
  const map = height * width * channels;
  const calls = partsOfBatch(memory, images, map).map(([begin, count]) => {
    return [from + 4 * begin * map, count, height, width, channels, to + 16 * begin * map];
  });
  memory.each('upsample', calls);
  return y;
});

const upsampleGrad = program('Upsample2xGrad', (memory, { dy }) => {
  const [images, rows, columns, channels] = dy!.shape as Shape4D;
  const [height, width] = [rows / 2, columns / 2];
  const dx = memory.output([images, height, width, channels]);
  const [from, to] = [memory.addressOf(dy!), memory.addressOf(dx)];
  const map = height * width * channels;
  const calls = partsOfBatch(memory, images, map).map(([begin, count]) => {
    return [from + 16 * begin * map, count, height, width, channels, to + 4 * begin * map];
  });
  memory.each('upsampleGrad', calls);
  return dx;
});

const maxPoolGrad = program('OverlapMaxPoolGrad', (memory, { dy, x, y }) => {
  const shape = x!.shape as Shape4D;
  const dx = memory.output(shape);
  const [from, input, best, to] = [dy!, x!, y!, dx].map((tensor) => memory.addressOf(tensor));
  const [images, height, width, channels] = shape;
  const [map, pooled] = [sizeOf(x!) / images, sizeOf(dy!) / images];
  const calls = partsOfBatch(memory, images, map).map(([begin, count]) => {
    const [skip, skipPooled] = [4 * begin * map, 4 * begin * pooled];
    const maps = [from! + skipPooled, input! + skip, best! + skipPooled, count, height, width, channels];
    // SAME at stride 2: maps of odd extent are padded before, too.
    return [...maps, height % 2, width % 2, to! + skip];
  });
  memory.each('maxPoolGrad', calls);
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
  normalize(memory, 'localResponse', [x!], y, attributes, 2);
  return y;
});

const localResponseGrad = program<LocalResponseAttributes>(
  'LocalResponseGrad',
  (memory, { dy, x }, attributes) => {
    const dx = memory.output(x!.shape);
    normalize(memory, 'localResponseGrad', [dy!, x!], dx, attributes, 5);
    return dx;
  },
);

/** @param vectors of scratch memory, each a row of assembly/maps.ts with its margins and a vector to run over */
function normalize(
  memory: KernelMemory,
  name: 'localResponse' | 'localResponseGrad',
  inputs: readonly TensorInfo[],
  output: TensorInfo,
  { radius, bias, alpha, beta }: LocalResponseAttributes,
  vectors: number,
): void {
  if (beta !== 0.75)
    throw new Error(`Local response normalisation on wasm takes the exponent 0.75, not ${beta}.`);
  const channels = output.shape.at(-1)!;
  const bytes = 4 * vectors * (channels + 2 * radius + 4);
  const address = memory.scratch(memory.threads * bytes);
  const [from, to] = [inputs.map((tensor) => memory.addressOf(tensor)), memory.addressOf(output)];
  const calls = passParts(sizeOf(output) / channels, 1, channels, memory.threads).map(([begin, end]) => {
    const at = (address: number): number => address + 4 * begin * channels;
    return [...from.map(at), end - begin, channels, radius, bias, alpha, at(to)];
  });
  memory.each(name, calls, { address, bytes });
}

/** First image and number of images of each part of a batch of maps of `map` numbers. */
function partsOfBatch(memory: KernelMemory, images: number, map: number): [first: number, count: number][] {
  return passParts(images, 1, map, memory.threads).map(([begin, end]) => [begin, end - begin]);
}

/** Local response normalisation is written for the exponent ¾, AlexNet's. */
export const mapPrograms: readonly Program[] = [
  upsample,
  upsampleGrad,
  maxPoolGrad,
  localResponse,
  localResponseGrad,
];
