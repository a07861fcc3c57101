/** Every program in WebAssembly against the generic form on tfjs-cpu, and proof that the programs are what runs. */
import { readFile } from 'node:fs/promises';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels } from '../../../scripts/compileKernels';
import { Random } from '../../base/random';
import { startBackend } from '../backend';
import { runKernel } from '../operation';
import { OPERATIONS } from '../operations';
import * as ops from '../ops';

type Draw = (...shape: number[]) => tf.Tensor;
type Call = readonly [kernelName: string, inputs: Record<string, tf.Tensor>, attributes?: object];

interface Shape {
  readonly n: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
  readonly seed: number;
}

const shapes = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  h: fc.integer({ min: 1, max: 14 }),
  w: fc.integer({ min: 1, max: 14 }),
  c: fc.integer({ min: 1, max: 37 }),
  seed: fc.nat(1e6),
});

const numbers = (random: Random, size: number): Float32Array =>
  Float32Array.from({ length: size }, () => random.normal());

/** Runs a kernel on one backend with inputs drawn anew from the seed. */
function runOn(backend: 'cpu' | 'wasm', seed: number, make: (draw: Draw) => Call): Float32Array[] {
  return tf.tidy(() => {
    const random = new Random(seed);
    const draw: Draw = (...shape) => tf.tensor(numbers(random, tf.util.sizeFromShape(shape)), shape);
    const [kernelName, inputs, attributes] = make(draw);
    const result = runKernel<tf.Tensor | tf.Tensor[]>(kernelName, inputs, attributes);
    expect(tf.getBackend()).toBe(backend);
    return [result].flat().map((tensor) => Float32Array.from(tensor.dataSync()));
  });
}

/** Both backends' results agree within 1e-4 of the largest number. */
async function expectAgreement(seed: number, make: (draw: Draw) => Call): Promise<void> {
  await tf.setBackend('cpu');
  const references = runOn('cpu', seed, make);
  await tf.setBackend('wasm');
  const results = runOn('wasm', seed, make);
  expect(results.length).toBe(references.length);
  for (const [i, reference] of references.entries()) {
    const actual = results[i]!;
    expect(actual.length).toBe(reference.length);
    const scale = reference.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3);
    const worst = reference.reduce((most, value, k) => Math.max(most, Math.abs(value - actual[k]!)), 0);
    expect(worst / scale).toBeLessThan(1e-4);
  }
}

const positive = (x: tf.Tensor): tf.Tensor => tf.add(tf.abs(x), 0.1);

/** Calls of the programs without further parameters, for maps of a drawn shape. */
const CALLS: Record<string, (shape: Shape, draw: Draw) => Call> = {
  BatchNormTraining: ({ n, h, w, c }, draw) => [
    'BatchNormTraining',
    { x: tf.add(draw(n, h, w, c), 5), gamma: draw(c), beta: draw(c) },
    { epsilon: 1e-3, slope: 0.1 },
  ],
  BatchNormGradSums: (shape, draw) => ['BatchNormGradSums', normInputs(shape, draw), NORM],
  BatchNormInputGrad: (shape, draw) => [
    'BatchNormInputGrad',
    { ...normInputs(shape, draw), sumDz: draw(shape.c), sumDzX: draw(shape.c) },
    NORM,
  ],
  ChannelAffine: ({ n, h, w, c }, draw) => [
    'ChannelAffine',
    { x: draw(n, h, w, c), scale: draw(c), shift: draw(c) },
    { slope: 0 },
  ],
  ChannelAffineInputGrad: ({ n, h, w, c }, draw) => [
    'ChannelAffineInputGrad',
    { dy: draw(n, h, w, c), x: draw(n, h, w, c), scale: draw(c), shift: draw(c) },
    { slope: 0.2 },
  ],
  ChannelAffineSums: ({ n, h, w, c }, draw) => [
    'ChannelAffineSums',
    { dy: draw(n, h, w, c), x: draw(n, h, w, c), scale: draw(c), shift: draw(c) },
    { slope: 1 },
  ],
  Upsample2x: ({ n, h, w, c }, draw) => ['Upsample2x', { x: draw(n, h, w, c) }],
  // tfjs-cpu's gradient is the generic form's depthwise convolution, which takes maps of any shape.
  Upsample2xGrad: ({ n, h, w, c }, draw) => ['Upsample2xGrad', { dy: draw(n, 2 * h, 2 * w, c) }],
  LocalResponse: ({ n, h, w, c }, draw) => ['LocalResponse', { x: draw(n, h, w, c) }, RESPONSE],
  LocalResponseGrad: ({ n, h, w, c }, draw) => [
    'LocalResponseGrad',
    { dy: draw(n, h, w, c), x: draw(n, h, w, c) },
    RESPONSE,
  ],
  OverlapMaxPoolGrad: ({ n, h, w, c }, draw) => {
    const x = draw(n, h, w, c) as tf.Tensor4D;
    return [
      'OverlapMaxPoolGrad',
      { dy: draw(n, Math.ceil(h / 2), Math.ceil(w / 2), c), x, y: tf.maxPool(x, 3, 2, 'same') },
    ];
  },
  GatedAdd: ({ n, h, w, c }, draw) => [
    'GatedAdd',
    { z: draw(n, h, w, c), change: draw(n, h, w, c), gate: draw(n, h, w, 1) },
  ],
  GateMultiply: ({ n, h, w, c }, draw) => ['GateMultiply', { dy: draw(n, h, w, c), gate: draw(n, h, w, 1) }],
  FastLeakyRelu: ({ n, h, w, c }, draw) => ['FastLeakyRelu', { x: draw(n, h, w, c) }, { slope: 0.1 }],
  AdamUpdate: ({ h, c }, draw) => [
    'AdamUpdate',
    { w: draw(h, c), g: draw(h, c), m: draw(h, c), v: positive(draw(h, c)) },
    { rate: 0.01, beta1: 0.5, beta2: 0.999, epsilon: 1e-5, decay: 0.01 },
  ],
  Tanh: ({ n, c }, draw) => ['Tanh', { x: tf.mul(draw(n, c), 4) }],
  Slice: ({ n, h, c }, draw) => ['Slice', { x: draw(n + 2, h, c) }, { begin: [1, 0, 0], size: [n, h, c] }],
  Tile: ({ n, h, c }, draw) => ['Tile', { x: draw(n, h, c) }, { reps: [2, 1, 3] }],
  Concat: ({ n, h, w, c }, draw) => [
    'Concat',
    [draw(n, h, w, c), draw(n, h, w, 1)] as unknown as Record<string, tf.Tensor>,
    { axis: 3 },
  ],
  SplitV: ({ n, h, w, c }, draw) => [
    'SplitV',
    { x: draw(n, h, w, c + 2) },
    { numOrSizeSplits: [c, 2], axis: 3 },
  ],
};

const NORM = { epsilon: 1e-3, slope: 0.1 };
const RESPONSE = { radius: 2, bias: 1, alpha: 0.3, beta: 0.75 };

function normInputs({ n, h, w, c }: Shape, draw: Draw): Record<string, tf.Tensor> {
  const maps = { dy: draw(n, h, w, c), x: draw(n, h, w, c) };
  return { ...maps, gamma: draw(c), beta: draw(c), mean: draw(c), variance: positive(draw(c)) };
}

/** Names of the kernels that run, nested ones included. */
function kernelsOf(work: () => unknown): string[] {
  const names: string[] = [];
  const engine = tf.engine();
  const original = engine.runKernel.bind(engine);
  engine.runKernel = (...args) => {
    names.push(args[0]);
    return original(...args);
  };
  try {
    tf.tidy(() => void work());
  } finally {
    engine.runKernel = original;
  }
  return names;
}

describe('programs in WebAssembly', () => {
  beforeAll(async () => {
    await startBackend({ preference: 'cpu' });
    await startBackend({ preference: 'wasm' });
  });

  it('are compiled from the present assembly', async () => {
    const committed = await readFile(new URL('binaries.ts', import.meta.url), 'utf8');
    const [compiled, found] = [await compileKernels(), committed].map((text) => text.match(/'[^']+'/g));
    expect(found).toEqual(compiled);
  });

  it('convolve, with both gradients, for any kernel, stride and groups', async () => {
    const kinds = fc.constantFrom([1, 1], [1, 2], [2, 2], [3, 1], [3, 2], [4, 1], [5, 1], [5, 3], [11, 4]);
    const run = fc.asyncProperty(
      shapes,
      kinds,
      fc.constantFrom(1, 1, 2, 3),
      fc.integer({ min: 1, max: 21 }),
      async ({ n, h, w, c, seed }, kind, groups, f) => {
        const [k, stride] = kind as [number, number];
        const [xShape, filterShape] = [
          [n, h, w, c * groups],
          [k, k, c, f * groups],
        ];
        const dyShape = [n, Math.ceil(h / stride), Math.ceil(w / stride), f * groups];
        const attributes = { stride, groups };
        await expectAgreement(seed, (draw) => [
          'Convolution',
          { x: draw(...xShape), filter: draw(...filterShape) },
          attributes,
        ]);
        await expectAgreement(seed, (draw) => [
          'ConvolutionInputGrad',
          { dy: draw(...dyShape), filter: draw(...filterShape) },
          { ...attributes, inputShape: xShape },
        ]);
        await expectAgreement(seed, (draw) => [
          'ConvolutionFilterGrad',
          { x: draw(...xShape), dy: draw(...dyShape) },
          { ...attributes, filterShape },
        ]);
      },
    );
    await fc.assert(run, { numRuns: 40, seed: 5 });
  });

  it('convolve depths of many blocks', async () => {
    await expectAgreement(1, (draw) => [
      'Convolution',
      { x: draw(2, 7, 5, 150), filter: draw(3, 3, 150, 35) },
      { stride: 1, groups: 1 },
    ]);
    await expectAgreement(2, (draw) => [
      'ConvolutionInputGrad',
      { dy: draw(2, 7, 5, 150), filter: draw(3, 3, 35, 150) },
      { stride: 1, groups: 1, inputShape: [2, 7, 5, 35] },
    ]);
    await expectAgreement(3, (draw) => [
      'ConvolutionFilterGrad',
      { x: draw(4, 21, 23, 5), dy: draw(4, 21, 23, 19) },
      { stride: 1, groups: 1, filterShape: [3, 3, 5, 19] },
    ]);
  });

  it.each(Object.entries(CALLS))('%s agrees with the generic form', async (_name, make) => {
    const run = fc.asyncProperty(shapes, (shape) => expectAgreement(shape.seed, (draw) => make(shape, draw)));
    await fc.assert(run, { numRuns: 25, seed: 11 });
  });

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ])('multiply matrices, transposed %s and %s', async (transposeA, transposeB) => {
    const run = fc.asyncProperty(shapes, ({ h, w, c, seed }) =>
      expectAgreement(seed, (draw) => [
        'BatchMatMul',
        { a: transposeA ? draw(1, c, h) : draw(1, h, c), b: transposeB ? draw(1, w, c) : draw(1, c, w) },
        { transposeA, transposeB },
      ]),
    );
    await fc.assert(run, { numRuns: 25, seed: 13 });
  });

  it('sum 200,000 numbers of a channel without losing digits', async () => {
    const x = tf.tensor(Float32Array.from({ length: 200_000 }, (_, i) => 100 + (i % 7)));
    const [one, zero] = [tf.ones([1]), tf.zeros([1])];
    const inputs = { x: tf.reshape(x, [-1, 1]), gamma: one, beta: zero };
    const [, mean, variance] = runKernel<tf.Tensor[]>('BatchNormTraining', inputs, NORM);
    expect((await mean!.data())[0]).toBeCloseTo(102.99998, 4);
    expect((await variance!.data())[0]).toBeCloseTo(4, 4);
  });

  it('clone a tensor without a second copy of its numbers, which outlive the first', async () => {
    const backend = tf.backend() as BackendWasm;
    const x = tf.tensor([1, 2, 3]);
    const twin = tf.clone(x);
    expect(backend.getMemoryOffset(twin.dataId)).toBe(backend.getMemoryOffset(x.dataId));
    x.dispose();
    expect([...(await twin.data())]).toEqual([1, 2, 3]);
    const before = backend.numDataIds();
    twin.dispose();
    expect(backend.numDataIds()).toBe(before - 1);
  });

  it('stay in place when the backend starts again, and run no kernel of tfjs inside', async () => {
    await startBackend({ preference: 'wasm' });
    const random = new Random(2);
    const make = (...shape: number[]): tf.Tensor =>
      tf.tensor(numbers(random, tf.util.sizeFromShape(shape)), shape);
    const [x, filter, dy] = [make(1, 8, 8, 4), make(3, 3, 4, 4), make(1, 8, 8, 4)];
    const op = (x: tf.Tensor, filter: tf.Tensor) => ops.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1);
    const convolutions = OPERATIONS.map(({ kernelName }) => kernelName).filter((name) =>
      name.startsWith('Convolution'),
    );
    const ran = kernelsOf(() => tf.grads(op)([x, filter], dy)).filter((name) => /conv/i.test(name));
    expect(ran.toSorted()).toEqual(convolutions.toSorted());
    for (const [name, call] of Object.entries(CALLS)) {
      const shape = { n: 1, h: 4, w: 4, c: 4, seed: 1 };
      const [kernelName, inputs, attributes] = call(shape, make);
      expect(kernelsOf(() => runKernel(kernelName, inputs, attributes))).toEqual([name]);
    }
  });
});
