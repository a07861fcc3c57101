/** The convolution programs against tfjs-cpu's stock kernels, at every tile, and their counts against what is issued. */
import * as tf from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { hasSoftwareGpu, loadSoftwareGpu } from '../../../bench/softwareGpu';
import { Random } from '../../base/random';
import { startBackend } from '../backend';
import { convolutionOperations } from '../operations/convolution';
import { runPlan } from './convolution';
import {
  BUSY_THREADS,
  convolutionCost,
  convolutionGeometry,
  planConvolution,
  TILES,
  type Part,
  type Shape4D,
} from './convolutionPlan';

const PARTS: readonly Part[] = ['forward', 'inputGrad', 'filterGrad'];

interface Layer {
  readonly n: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly kind: readonly [kernel: number, stride: number];
  readonly groups: number;
}

const layer: fc.Arbitrary<Layer> = fc.record({
  n: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 13 }),
  width: fc.integer({ min: 1, max: 13 }),
  channels: fc.integer({ min: 1, max: 9 }),
  filters: fc.integer({ min: 1, max: 20 }),
  kind: fc.constantFrom<[number, number]>([1, 1], [1, 2], [2, 2], [3, 1], [3, 2], [5, 1], [11, 4]),
  groups: fc.constantFrom(1, 1, 2),
});

function shapesOf({ n, height, width, channels, filters, kind: [kernel, stride], groups }: Layer) {
  const x: Shape4D = [n, height, width, channels * groups];
  const filter: Shape4D = [kernel, kernel, channels, filters * groups];
  const dy: Shape4D = [n, Math.ceil(height / stride), Math.ceil(width / stride), filters * groups];
  return { x, filter, dy };
}

/** Operands of each part, its output's shape, and the attributes of its kernel. */
function callOf(part: Part, of: Layer) {
  const shapes = shapesOf(of);
  const { x, filter, dy } = shapes;
  const attributes = { stride: of.kind[1], groups: of.groups, inputShape: x, filterShape: filter };
  const geometry = convolutionGeometry(x, filter, attributes);
  const [operands, output] = (
    {
      forward: [['x', 'filter'], dy],
      inputGrad: [['dy', 'filter'], x],
      filterGrad: [['x', 'dy'], filter],
    } as const
  )[part];
  const random = new Random(3);
  const values = operands.map((name) =>
    Float32Array.from({ length: tf.util.sizeFromShape([...shapes[name]]) }, () => random.normal()),
  );
  const tensors = () => operands.map((name, i) => tf.tensor(values[i]!, [...shapes[name]]));
  return { geometry, attributes, operands, output, tensors };
}

describe('the plan of a convolution', () => {
  const deep: Layer = { n: 64, height: 6, width: 6, channels: 512, filters: 512, kind: [3, 1], groups: 1 };

  it.each(PARTS)('counts the %s of a deep layer as one would by hand', (part) => {
    const { x, filter } = shapesOf({ ...deep, n: 1 });
    const plan = planConvolution(part, convolutionGeometry(x, filter, { stride: 1, groups: 1 }));
    expect(convolutionCost(plan).flops).toBe(2 * 36 * 9 * 512 * 512);
  });

  it('wastes nothing at 64 images, and splits only sums that leave a card idle', () => {
    const at = (part: Part, of: Layer) => {
      const { x, filter } = shapesOf(of);
      return planConvolution(part, convolutionGeometry(x, filter, { stride: of.kind[1], groups: of.groups }));
    };
    for (const part of PARTS) {
      const cost = convolutionCost(at(part, deep));
      expect(cost.executedFlops).toBe(cost.flops);
      expect(cost.dispatches).toHaveLength(1);
    }
    const shallow = { ...deep, height: 96, width: 96, channels: 64, filters: 64 };
    expect(at('filterGrad', shallow).splits).toBeGreaterThan(16);
    expect(convolutionCost(at('filterGrad', shallow)).dispatches).toHaveLength(2);
  });

  it('gives each phase of a strided input gradient its own taps only', () => {
    const first: Layer = { n: 4, height: 96, width: 96, channels: 64, filters: 64, kind: [2, 2], groups: 1 };
    const { x, filter } = shapesOf(first);
    const cost = convolutionCost(
      planConvolution('inputGrad', convolutionGeometry(x, filter, { stride: 2, groups: 1 })),
    );
    expect(cost.executedFlops).toBe(cost.flops);
  });
});

const why = hasSoftwareGpu ? '' : ' (skipped: Chromium with SwiftShader is not installed)';
describe.skipIf(!hasSoftwareGpu)(`convolution programs${why}`, () => {
  let backend: WebGPUBackend;

  beforeAll(async () => {
    const gpu = await loadSoftwareGpu();
    await startBackend({ preference: 'cpu' });
    await startBackend({ preference: 'webgpu', gpu });
    backend = tf.backend() as WebGPUBackend;
  });

  async function onCpu(part: Part, of: Layer): Promise<Float32Array> {
    const { operands, attributes, tensors } = callOf(part, of);
    const operation = convolutionOperations[PARTS.indexOf(part)]!;
    await tf.setBackend('cpu');
    const given = tensors();
    const inputs = Object.fromEntries(operands.map((name, i) => [name, given[i]!]));
    const result = operation.forward(inputs, attributes) as tf.Tensor;
    const values = (await result.data()) as Float32Array;
    await tf.setBackend('webgpu');
    return values;
  }

  async function expectAgreement(part: Part, of: Layer, tile: (typeof TILES)[number]): Promise<void> {
    const reference = await onCpu(part, of);
    const { geometry, output, tensors } = callOf(part, of);
    const plan = planConvolution(part, geometry, BUSY_THREADS.card, [tile]);
    const [a, b] = tensors();
    const issued = vi.spyOn(backend.device, 'createBindGroup');
    const run = vi.spyOn(backend, 'runWebGPUProgram');
    const result = runPlan(backend, plan, [a!, b!], output);
    const cost = convolutionCost(plan);
    const dispatched = run.mock.calls.map(([{ dispatch }]) =>
      dispatch.reduce((all, count) => all * count, 1),
    );
    expect(dispatched).toEqual(cost.dispatches);
    const written = issued.mock.calls.map(([{ entries }]) => {
      const [result] = entries;
      return (result!.resource as GPUBufferBinding).buffer.size;
    });
    expect(written.reduce((sum, size) => sum + size, 0)).toBe(cost.bytesWritten);
    issued.mockRestore();
    run.mockRestore();
    const values = (await backend.read(result.dataId)) as Float32Array;
    backend.disposeData(result.dataId);
    const scale = Math.max(1e-3, ...reference.map(Math.abs));
    const worst = Math.max(...reference.map((value, i) => Math.abs(value - values[i]!)));
    expect(values.length).toBe(reference.length);
    expect(worst / scale).toBeLessThan(2e-5);
  }

  for (const tile of TILES) {
    it.each(PARTS)(
      `%s agrees with tfjs-cpu at ${tile.rows}×${tile.columns} and issues what is counted`,
      async (part) => {
        await fc.assert(
          fc.asyncProperty(layer, (of) => expectAgreement(part, of, tile)),
          { numRuns: 5, seed: 11 },
        );
      },
    );
  }

  it('sums the splits of a long filter gradient, vectors or not', async () => {
    const long: Layer = { n: 3, height: 12, width: 11, channels: 4, filters: 8, kind: [3, 1], groups: 2 };
    await expectAgreement('filterGrad', long, TILES[0]!);
    await expectAgreement('filterGrad', { ...long, channels: 3, filters: 5, groups: 1 }, TILES[1]!);
  });
});
