/** Every program against the generic form on tfjs-cpu, and its counted cost against what the device really gets. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasSoftwareGpu, loadSoftwareGpu } from '../../../bench/softwareGpu';
import { Random } from '../../base/random';
import { startBackend } from '../backend';
import { runKernel } from '../operation';
import { adamCost } from './adam';
import { batchNormCost, batchNormGradCost } from './batchNorm';
import { channelAffineCost, channelAffineInputGradCost, channelAffineSumsCost } from './channelAffine';
import { lossCost, lossGradCost } from './crossEntropy';
import { gateCost } from './gatedAdd';
import type { Cost } from './layout';
import { localResponseGradCost } from './localResponse';
import { overlapMaxPoolGradCost } from './maxPool';
import { upsampleCost } from './upsample';

type Inputs = Record<string, tf.Tensor>;
type Shape = [n: number, height: number, width: number, channels: number];

interface Case {
  /** One or more kernels, run in order. */
  readonly kernels: readonly string[];
  readonly inputs: (draw: (shape: number[]) => tf.Tensor, shape: Shape) => Inputs;
  readonly attributes?: object;
  readonly cost: (shape: Shape) => Cost;
}

const normalised = { epsilon: 1e-3, slope: 0.2 };
const vectors = (draw: (shape: number[]) => tf.Tensor, c: number, names: readonly string[]): Inputs =>
  Object.fromEntries(names.map((name) => [name, draw([c])]));
const statistics = (draw: (shape: number[]) => tf.Tensor, c: number): Inputs => ({
  ...vectors(draw, c, ['gamma', 'beta', 'mean', 'sumDz', 'sumDzX']),
  variance: tf.add(tf.square(draw([c])), 0.1),
});
const small = ([n, height, width, c]: Shape): Shape => [n, Math.ceil(height / 2), Math.ceil(width / 2), c];
const size = (shape: number[]): number => tf.util.sizeFromShape(shape);

const CASES: readonly Case[] = [
  {
    kernels: ['BatchNormTraining'],
    // A mean that is large beside the deviation, where careless variances fail.
    inputs: (draw, s) => ({ x: tf.add(draw(s), 30), ...vectors(draw, s[3], ['gamma', 'beta']) }),
    attributes: normalised,
    cost: batchNormCost,
  },
  {
    kernels: ['BatchNormGradSums', 'BatchNormInputGrad'],
    inputs: (draw, s) => ({ dy: draw(s), x: draw(s), ...statistics(draw, s[3]) }),
    attributes: normalised,
    cost: batchNormGradCost,
  },
  {
    kernels: ['ChannelAffine'],
    inputs: (draw, s) => ({ x: draw(s), ...vectors(draw, s[3], ['scale', 'shift']) }),
    attributes: { slope: 0 },
    cost: channelAffineCost,
  },
  {
    kernels: ['ChannelAffineInputGrad'],
    inputs: (draw, s) => ({ dy: draw(s), x: draw(s), ...vectors(draw, s[3], ['scale', 'shift']) }),
    attributes: { slope: 0.1 },
    cost: channelAffineInputGradCost,
  },
  {
    kernels: ['ChannelAffineSums'],
    inputs: (draw, s) => ({ dy: draw(s), x: draw(s), ...vectors(draw, s[3], ['scale', 'shift']) }),
    attributes: { slope: 0.1 },
    cost: channelAffineSumsCost,
  },
  { kernels: ['Upsample2x'], inputs: (draw, s) => ({ x: draw(s) }), cost: upsampleCost },
  {
    kernels: ['Upsample2xGrad'],
    inputs: (draw, [n, height, width, c]) => ({ dy: draw([n, 2 * height, 2 * width, c]) }),
    cost: upsampleCost,
  },
  {
    kernels: ['LocalResponseGrad'],
    inputs: (draw, s) => ({ dy: draw(s), x: tf.mul(draw(s), 10) }),
    attributes: { radius: 2, bias: 1, alpha: 2e-3, beta: 0.75 },
    cost: localResponseGradCost,
  },
  {
    kernels: ['OverlapMaxPoolGrad'],
    // Few distinct values, so that many windows have several maxima.
    inputs: (draw, s) => {
      const x = tf.round<tf.Tensor4D>(draw(s) as tf.Tensor4D);
      return { dy: draw(small(s)), x, y: tf.maxPool(x, 3, 2, 'same') };
    },
    cost: overlapMaxPoolGradCost,
  },
  {
    kernels: ['GatedAdd'],
    inputs: (draw, s) => ({ z: draw(s), change: draw(s), gate: draw([s[0], s[1], s[2], 1]) }),
    cost: (s) => gateCost(s, 3),
  },
  {
    kernels: ['GateMultiply'],
    inputs: (draw, s) => ({ dy: draw(s), gate: draw([s[0], s[1], s[2], 1]) }),
    cost: (s) => gateCost(s, 2),
  },
  {
    kernels: ['SigmoidCrossEntropy'],
    inputs: (draw, s) => ({ logits: tf.mul(draw(s), 20), labels: tf.sigmoid(draw(s)) }),
    cost: (s) => lossCost(2 * size(s)),
  },
  {
    kernels: ['SigmoidCrossEntropyGrad'],
    inputs: (draw, s) => ({ dy: draw([]), logits: tf.mul(draw(s), 20), labels: tf.sigmoid(draw(s)) }),
    cost: (s) => lossGradCost(2 * size(s), s),
  },
  {
    kernels: ['SoftmaxCrossEntropy'],
    inputs: (draw, s) => ({ logits: tf.mul(draw([s[0] * s[1], s[3] + 1]), 20) }),
    attributes: { label: 1 },
    cost: (s) => lossCost(s[0] * s[1] * (s[3] + 1)),
  },
  {
    kernels: ['SoftmaxCrossEntropyGrad'],
    inputs: (draw, s) => ({ dy: draw([]), logits: draw([s[0] * s[1], s[3] + 1]) }),
    attributes: { label: 1 },
    cost: (s) => lossGradCost(s[0] * s[1] * (s[3] + 1), [s[0] * s[1], s[3] + 1]),
  },
  {
    kernels: ['AdamUpdate'],
    inputs: (draw, s) => ({ w: draw(s), g: draw(s), m: draw(s), v: tf.square(draw(s)) }),
    attributes: { rate: 1e-3, beta1: 0.5, beta2: 0.999, epsilon: 1e-8, decay: 1e-2 },
    cost: adamCost,
  },
];

/** Odd and even sizes, batch 1, channels that divide by 4 or not, and maps that need both stages of a reduction. */
const shapes = fc.oneof(
  fc.tuple(
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 9 }),
    fc.integer({ min: 1, max: 9 }),
  ),
  fc.constantFrom<Shape>([1, 7, 5, 144], [3, 37, 41, 3], [2, 33, 31, 36], [1, 65, 64, 16]),
);

describe.skipIf(!hasSoftwareGpu)('programs on webgpu', () => {
  beforeAll(async () => {
    await startBackend({ preference: 'cpu' });
    await startBackend({ preference: 'webgpu', gpu: await loadSoftwareGpu() });
  });

  it.each(CASES)('$kernels agree with the generic forms, at the counted cost', async (test) => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(1e6), async (shape, seed) => {
        const run = (): tf.Tensor[] => {
          const inputs = test.inputs(drawing(new Random(seed)), shape);
          return test.kernels.flatMap((name) =>
            runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, test.attributes),
          );
        };
        await tf.setBackend('cpu');
        const references = tf.tidy(run).map((tensor) => tensor.dataSync() as Float32Array);
        const made = tf.tidy(() => test.inputs(drawing(new Random(seed)), shape));
        const plain = Object.entries(made).map(([name, t]) => [name, t.dataSync(), t.shape] as const);
        await tf.setBackend('webgpu');
        const inputs = Object.fromEntries(plain.map(([name, data, shape]) => [name, tf.tensor(data, shape)]));
        const { numTensors } = tf.memory();
        const [outputs, cost] = counting(() =>
          test.kernels.flatMap((name) => runKernel<tf.Tensor | tf.Tensor[]>(name, inputs, test.attributes)),
        );
        expect(tf.memory().numTensors - numTensors).toBe(outputs.length);
        expect(cost.dispatches).toBe(test.cost(shape).dispatches);
        expect(cost.bytes).toBe(test.cost(shape).bytes);
        for (const [i, reference] of references.entries()) await expectClose(outputs[i]!, reference);
        tf.dispose([outputs, inputs]);
      }),
      { numRuns: 10, seed: 5 },
    );
  });
});

function drawing(random: Random): (shape: number[]) => tf.Tensor {
  return (shape) =>
    tf.tensor(
      Float32Array.from({ length: size(shape) }, () => random.normal()),
      shape,
    );
}

async function expectClose(actual: tf.Tensor, reference: Float32Array): Promise<void> {
  const values = await actual.data();
  expect(values.length).toBe(reference.length);
  const scale = Math.max(1e-3, ...reference.map(Math.abs));
  const worst = Math.max(...reference.map((value, i) => Math.abs(value - values[i]!)));
  expect(worst / scale).toBeLessThan(1e-4);
}

/** What `work` gives, with the dispatches it issued and the bytes of the storage buffers that they bound. */
function counting<T>(work: () => T): [T, Cost] {
  const { device } = tf.backend() as WebGPUBackend;
  const createBindGroup = device.createBindGroup.bind(device);
  let [dispatches, bytes] = [0, 0];
  device.createBindGroup = (descriptor) => {
    dispatches++;
    for (const { resource } of descriptor.entries) {
      const { buffer } = resource as GPUBufferBinding;
      if ((buffer.usage & GPUBufferUsage.STORAGE) !== 0) bytes += buffer.size;
    }
    return createBindGroup(descriptor);
  };
  try {
    return [work(), { dispatches, bytes }];
  } finally {
    device.createBindGroup = createBindGroup;
  }
}
