/**
 * Every operation on every backend: its values and gradients against tfjs-cpu's stock kernels where there is one, and
 * its gradients against central differences. WebGPU runs on Chromium's software adapter where that is installed.
 */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, loadSoftwareGpu } from '../../bench/softwareGpu';
import { Random } from '../base/random';
import { startBackend } from './backend';
import type { BackendName } from './backendInfo';
import { runKernel } from './operation';
import * as ops from './ops';

type Op = (...inputs: tf.Tensor[]) => tf.Tensor;

/** Where the operation wants a fixed rank, and the test makes no other. */
const map = (x: tf.Tensor | undefined) => x as tf.Tensor4D;
const vector = (x: tf.Tensor | undefined) => x as tf.Tensor1D;

/** Distinct values, at least `spacing` apart and from zero, so that small steps cross no kink. */
function spaced(random: Random, shape: number[], spacing = 0.05): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const values = Float32Array.from(random.permutation(size), (k) => (k - size / 2 + 0.25) * spacing);
  return tf.tensor(values, shape);
}

function normal(random: Random, shape: number[]): tf.Tensor {
  const size = tf.util.sizeFromShape(shape);
  const values = Float32Array.from({ length: size }, () => random.normal());
  return tf.tensor(values, shape);
}

/** Gradients of Σ dy·op(inputs) against central differences along a random direction. */
async function expectGradients(op: Op, inputs: tf.Tensor[], random: Random, step = 0.01): Promise<void> {
  const y = op(...inputs);
  const dy = normal(random, y.shape);
  const gradients = tf.grads(op)(inputs, dy);
  for (const [i, input] of inputs.entries()) {
    const direction = tf.sign(normal(random, input.shape));
    const at = async (sign: number): Promise<Float32Array> => {
      const moved = tf.add(input, tf.mul(direction, sign * step));
      return (await op(...inputs.with(i, moved)).data()) as Float32Array;
    };
    const [above, below, weights] = [await at(1), await at(-1), await dy.data()];
    const slopes = weights.map((weight, k) => (weight * (above[k]! - below[k]!)) / (2 * step));
    const [g, u] = [await gradients[i]!.data(), await direction.data()];
    expect(gradients[i]!.shape).toEqual(input.shape);
    const size = Math.hypot(...g) + Math.hypot(...slopes);
    expect(Math.abs(sum(slopes) - sum(g.map((value, k) => value * u[k]!)))).toBeLessThan(0.005 * size + 1e-3);
  }
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

async function expectSame(actual: tf.Tensor, reference: Float32Array): Promise<void> {
  const values = await actual.data();
  expect(values.length).toBe(reference.length);
  const scale = Math.max(1e-3, ...reference.map(Math.abs));
  const worst = Math.max(...reference.map((value, i) => Math.abs(value - values[i]!)));
  expect(worst / scale).toBeLessThan(2e-5);
}

/** What `work` gives on tfjs-cpu; its inputs are remade there from the generator, so seeds must agree. */
async function onCpu(backend: string, work: () => tf.Tensor[]): Promise<Float32Array[]> {
  await tf.setBackend('cpu');
  const results = tf.tidy(work).map((tensor) => tensor.dataSync() as Float32Array);
  await tf.setBackend(backend);
  return results;
}

const shape = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 13 }),
  width: fc.integer({ min: 1, max: 13 }),
  channels: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(1e6),
});

const backends: [BackendName, boolean][] = [
  ['cpu', true],
  ['wasm', true],
  ['webgpu', hasSoftwareGpu],
];

for (const [backend, available] of backends) {
  const why = available ? '' : ' (skipped: Chromium with SwiftShader is not installed)';
  const runs = { numRuns: backend === 'webgpu' ? 6 : 25, seed: 7 };

  describe.skipIf(!available)(`operations on ${backend}${why}`, () => {
    beforeAll(async () => {
      await startBackend({ preference: 'cpu' });
      const gpu = backend === 'webgpu' ? await loadSoftwareGpu() : undefined;
      await startBackend({ preference: backend, gpu });
    });

    it('convolves with any kernel, stride and group count as tfjs-cpu does, gradients included', async () => {
      const kind = fc.constantFrom(
        [1, 1],
        [1, 2],
        [2, 1],
        [2, 2],
        [3, 1],
        [3, 2],
        [4, 1],
        [5, 1],
        [5, 3],
        [11, 4],
      );
      const groups = fc.constantFrom(1, 1, 2, 3);
      await fc.assert(
        fc.asyncProperty(shape, kind, groups, fc.integer({ min: 1, max: 6 }), async (s, kind, groups, f) => {
          const [kernel, stride] = kind as [number, number];
          const make = () => {
            const random = new Random(s.seed);
            const x = normal(random, [s.n, s.height, s.width, s.channels * groups]);
            const filter = normal(random, [kernel, kernel, s.channels, f * groups]);
            const outputs = [s.n, Math.ceil(s.height / stride), Math.ceil(s.width / stride), f * groups];
            return { x: map(x), filter: map(filter), dy: map(normal(random, outputs)) };
          };
          const [y, dx, dw] = await onCpu(backend, () => {
            const { x, filter, dy } = make();
            return stockConvolution(x, filter, dy, stride, groups);
          });
          const { x, filter, dy } = make();
          const op = (x: tf.Tensor, filter: tf.Tensor) => ops.conv2d(map(x), map(filter), stride, groups);
          await expectSame(op(x, filter), y!);
          const [ourDx, ourDw] = tf.grads(op)([x, filter], dy);
          await expectSame(ourDx!, dx!);
          await expectSame(ourDw!, dw!);
        }),
        runs,
      );
    });

    it('pools, resizes and normalises locally as tfjs-cpu does', async () => {
      await fc.assert(
        fc.asyncProperty(shape, async (s) => {
          const make = () => map(normal(new Random(s.seed), [s.n, s.height, s.width, s.channels]));
          const work = (x: tf.Tensor4D) => [
            tf.maxPool(x, 3, 2, 'same'),
            tf.image.resizeBilinear(x, [2 * s.height, 2 * s.width]),
            tf.localResponseNormalization(tf.mul<tf.Tensor4D>(x, 100), 2, 1, 2e-5, 0.75),
            tf.avgPool(x, 3, 1, 'same'),
            tf.leakyRelu(x, 0.1),
          ];
          const references = await onCpu(backend, () => work(make()));
          const x = make();
          const ours = [
            ops.maxPool(x),
            ops.upsample2x(x),
            ops.localResponseNorm(tf.mul<tf.Tensor4D>(x, 100)),
            ops.neighbourMean(x),
            ops.leakyRelu(x, 0.1),
          ];
          for (const [i, reference] of references.entries()) await expectSame(ours[i]!, reference);
        }),
        runs,
      );
    });

    const unary: Record<string, [Op, { spacing?: number; step?: number }?]> = {
      maxPool: [(x) => ops.maxPool(map(x))],
      upsample2x: [(x) => ops.upsample2x(map(x))],
      localResponseNorm: [(x) => ops.localResponseNorm(map(x)), { spacing: 1 }],
      leakyRelu: [(x) => ops.leakyRelu(x, 0.2)],
      'leakyRelu with slope 0': [(x) => ops.leakyRelu(x, 0)],
    };
    it.each(Object.entries(unary))('%s has the gradient of central differences', async (_name, [op, how]) => {
      await fc.assert(
        fc.asyncProperty(shape, async (s) => {
          const random = new Random(s.seed);
          const x = spaced(random, [s.n, s.height, s.width, s.channels], how?.spacing);
          await expectGradients(op, [x], random, how?.step);
        }),
        runs,
      );
    });

    it('normalises batches to mean β and deviation γ, with gradients to x, γ and β', async () => {
      await fc.assert(
        fc.asyncProperty(shape, async (s) => {
          fc.pre(s.n * s.height * s.width >= 6);
          const random = new Random(s.seed);
          const x = tf.add(normal(random, [s.n, s.height, s.width, s.channels]), 3);
          const [gamma, beta] = [normal(random, [s.channels]), normal(random, [s.channels])];
          const op: Op = (x, gamma, beta) =>
            ops.batchNormTraining(map(x), vector(gamma), vector(beta), 1e-3).y;
          const { mean, variance } = tf.moments(op(x, gamma, beta), [0, 1, 2]);
          const spread = tf.moments(x, [0, 1, 2]).variance;
          await expectSame(mean, (await beta.data()) as Float32Array);
          const expected = tf.mul(tf.square(gamma), tf.div(spread, tf.add(spread, 1e-3)));
          await expectSame(variance, (await expected.data()) as Float32Array);
          await expectGradients(op, [x, gamma, beta], random);
        }),
        runs,
      );
    });

    it('normalises by given statistics, with gradients to x, γ and β, in rank 2 and 4', async () => {
      await fc.assert(
        fc.asyncProperty(shape, fc.boolean(), async (s, flat) => {
          const random = new Random(s.seed);
          const draw = () => vector(normal(random, [s.channels]));
          const x = normal(random, flat ? [s.n, s.channels] : [s.n, s.height, s.width, s.channels]);
          const [mean, variance] = [draw(), tf.abs(draw())];
          const op: Op = (x, gamma, beta) =>
            ops.batchNormInference(map(x), mean, variance, vector(gamma), vector(beta), 1e-2);
          await expectGradients(op, [x, draw(), draw()], random);
        }),
        runs,
      );
    });

    it('computes no filter gradient for a frozen filter', () => {
      const random = new Random(3);
      const [x, filter] = [normal(random, [2, 6, 6, 4]), normal(random, [3, 3, 4, 5])];
      const run = (inputs: tf.Tensor[]) => {
        const op: Op = (x, w = filter) => ops.conv2d(map(x), map(w), 1);
        return countKernels(() => tf.grads(op)(inputs));
      };
      expect(run([x])).toBeLessThan(run([x, filter]));
    });

    it('leaves no tensor behind', () => {
      const x = normal(new Random(1), [2, 8, 8, 4]);
      const filter = normal(new Random(2), [3, 3, 4, 4]);
      const beta = tf.zeros<tf.Rank.R1>([4]);
      const before = tf.memory().numTensors;
      tf.tidy(() => {
        const net: Op = (x, filter) => {
          const z = ops.upsample2x(ops.conv2d(map(x), map(filter), 2));
          return ops.localResponseNorm(
            ops.maxPool(ops.leakyRelu(ops.batchNormTraining(z, null, beta, 1e-3).y, 0.1)),
          );
        };
        tf.grads(net)([x, filter]);
      });
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

/** [y, dX, dW] from tfjs's own kernels, group by group. */
function stockConvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dy: tf.Tensor4D,
  stride: number,
  groups: number,
): tf.Tensor[] {
  const attributes = { strides: stride, pad: 'same', dataFormat: 'NHWC' };
  const parts = (t: tf.Tensor4D): tf.Tensor4D[] => tf.split<tf.Tensor4D>(t, groups, 3);
  const [xs, filters, dys] = [parts(x), parts(filter), parts(dy)];
  const join = (part: (i: number) => tf.Tensor): tf.Tensor =>
    tf.concat(
      xs.map((_, i) => part(i)),
      3,
    );
  return [
    join((i) => tf.conv2d(xs[i]!, filters[i]!, stride, 'same')),
    join((i) =>
      runKernel(
        tf.Conv2DBackpropInput,
        { dy: dys[i]!, filter: filters[i]! },
        { ...attributes, inputShape: xs[i]!.shape },
      ),
    ),
    join((i) =>
      runKernel(
        tf.Conv2DBackpropFilter,
        { dy: dys[i]!, x: xs[i]! },
        { ...attributes, filterShape: filters[i]!.shape },
      ),
    ),
  ];
}

/** How many kernels `work` runs. */
function countKernels(work: () => unknown): number {
  let count = 0;
  const engine = tf.engine();
  const original = engine.runKernel.bind(engine);
  engine.runKernel = (...args) => {
    count++;
    return original(...args);
  };
  try {
    work();
  } finally {
    engine.runKernel = original;
  }
  return count;
}
