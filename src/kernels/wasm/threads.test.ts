/**
 * Programs on several threads: Node's worker threads run the page's helper over memory that they share. tfjs's own
 * memory is not shared in Node, so what stands in for tfjs here only hands out addresses.
 */
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { Random } from '../../base/random';
import { channelPrograms } from './channels';
import { convolutionPrograms } from './convolution';
import { elementwisePrograms } from './elementwise';
import type { Helper, StartHelper } from './helpers';
import { HelperLost } from './jobs';
import { KernelMemory } from './kernelMemory';
import { mapPrograms } from './maps';
import { parts } from './parts';

const PAGE = 65_536;

interface Numbers {
  readonly address: number;
}

/** Shared memory from whose start addresses are handed out and never taken back. */
class Memory {
  readonly shared = new WebAssembly.Memory({ initial: 2, maximum: 65_536, shared: true });
  #end = 64;

  get backend(): BackendWasm {
    const allocate = (bytes: number): number => {
      const address = this.#end;
      this.#end = Math.ceil((address + bytes) / 16) * 16;
      const missing = Math.ceil(this.#end / PAGE) - this.shared.buffer.byteLength / PAGE;
      if (missing > 0) this.shared.grow(missing);
      return address;
    };
    return {
      wasm: { wasmMemory: this.shared, asm: {}, _malloc: allocate, _free: () => undefined },
      getMemoryOffset: (id: object) => (id as Numbers).address,
      makeOutput: (shape: number[], dtype: 'float32') => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        return { dataId: { address: allocate(4 * size) }, shape, dtype };
      },
      disposeData: () => true,
    } as unknown as BackendWasm;
  }

  view({ dataId, shape }: TensorInfo): Float32Array {
    const size = shape.reduce((product, extent) => product * extent, 1);
    return new Float32Array(this.shared.buffer, (dataId as unknown as Numbers).address, size);
  }
}

const running = new Set<Worker>();

/** helper.worker.ts with what a browser's worker has. */
const startThread: StartHelper = (task) => {
  const code = `
    const { parentPort } = require('node:worker_threads');
    globalThis.postMessage = (message) => parentPort.postMessage(message);
    globalThis.addEventListener = (type, listener) => parentPort.on(type, (data) => listener({ data }));
    import('tsx/esm/api').then(({ register }) => {
      register();
      return import(${JSON.stringify(new URL('./helper.worker.ts', import.meta.url).href)});
    });
  `;
  const worker = new Worker(code, { eval: true });
  running.add(worker);
  return new Promise<Helper>((resolve, reject) => {
    worker.once('message', () => resolve(worker));
    worker.once('error', reject);
    worker.postMessage(task);
  });
};

const refuse: StartHelper = () => Promise.reject(new Error('Workers are forbidden here.'));

afterEach(async () => {
  await Promise.all([...running].map((worker) => worker.terminate()));
  running.clear();
});

/** Takes a call, as a thread does that ends within it. */
const startLost: StartHelper = ({ memory, board }) => {
  const code = `
    const { parentPort, workerData: { memory, board } } = require('node:worker_threads');
    const words = new Int32Array(memory.buffer, board, 4);
    parentPort.postMessage('ready');
    for (let open = 0; open === 0 || Atomics.compareExchange(words, 1, open, open - 1) !== open;)
      open = Atomics.load(words, 1);
  `;
  const worker = new Worker(code, { eval: true, workerData: { memory, board } });
  running.add(worker);
  return new Promise<Helper>((resolve) => worker.once('message', () => resolve(worker)));
};

async function memoryFor(
  threads: number,
  start: StartHelper,
  patience?: number,
): Promise<[KernelMemory, Memory, string | null]> {
  const memory = new Memory();
  const kernels = new KernelMemory(memory.backend);
  const problem = await kernels.engage(threads, start, patience);
  return [kernels, memory, problem];
}

type Shapes = Readonly<Record<string, readonly number[]>>;
type Call = readonly [kernelName: string, inputs: Shapes, attributes?: object];

const PLAIN = { stride: 1, groups: 1 };

/** Large enough to be shared, of sizes that divide by nothing. */
const CALLS: readonly Call[] = [
  ['Convolution', { x: [3, 23, 19, 13], filter: [3, 3, 13, 21] }, PLAIN],
  ['Convolution', { x: [1, 1, 21, 301], filter: [1, 1, 301, 403] }, PLAIN],
  ['Convolution', { x: [2, 33, 35, 24], filter: [5, 5, 12, 18] }, { stride: 2, groups: 2 }],
  [
    'ConvolutionInputGrad',
    { dy: [3, 23, 19, 21], filter: [3, 3, 13, 21] },
    { ...PLAIN, inputShape: [3, 23, 19, 13] },
  ],
  [
    'ConvolutionInputGrad',
    { dy: [1, 1, 21, 301], filter: [1, 1, 403, 301] },
    { ...PLAIN, inputShape: [1, 1, 21, 403] },
  ],
  [
    'ConvolutionInputGrad',
    { dy: [2, 17, 18, 18], filter: [5, 5, 12, 18] },
    { stride: 2, groups: 2, inputShape: [2, 33, 35, 24] },
  ],
  [
    'ConvolutionFilterGrad',
    { x: [3, 23, 19, 13], dy: [3, 23, 19, 21] },
    { ...PLAIN, filterShape: [3, 3, 13, 21] },
  ],
  [
    'ConvolutionFilterGrad',
    { x: [2, 33, 35, 24], dy: [2, 17, 18, 18] },
    { stride: 2, groups: 2, filterShape: [5, 5, 12, 18] },
  ],
];

const CALLS_OF_ONE_PASS: readonly Call[] = [
  ['Upsample2x', { x: [2, 33, 37, 37] }],
  ['Upsample2xGrad', { dy: [2, 66, 74, 37] }],
  ['OverlapMaxPoolGrad', { dy: [2, 17, 19, 37], x: [2, 33, 37, 37], y: [2, 17, 19, 37] }],
  ['LocalResponse', { x: [2, 33, 37, 37] }, { radius: 2, bias: 1, alpha: 0.3, beta: 0.75 }],
  [
    'LocalResponseGrad',
    { dy: [2, 33, 37, 37], x: [2, 33, 37, 37] },
    { radius: 2, bias: 1, alpha: 0.3, beta: 0.75 },
  ],
  ['GatedAdd', { z: [2, 33, 37, 37], change: [2, 33, 37, 37], gate: [2, 33, 37, 1] }],
  ['GateMultiply', { dy: [2, 33, 37, 37], gate: [2, 33, 37, 1] }],
  ['FastLeakyRelu', { x: [2, 33, 37, 37] }, { slope: 0.1 }],
  [
    'AdamUpdate',
    { w: [99_999], g: [99_999], m: [99_999], v: [99_999] },
    { rate: 0.01, beta1: 0.5, beta2: 0.999, epsilon: 1e-5, decay: 0.01 },
  ],
  ['BatchNormTraining', { x: [2, 33, 37, 37], gamma: [37], beta: [37] }, { epsilon: 1e-3, slope: 0.1 }],
  [
    'ChannelAffineInputGrad',
    { dy: [2, 33, 37, 37], x: [2, 33, 37, 37], scale: [37], shift: [37] },
    { slope: 0.1 },
  ],
];

const programs = [...convolutionPrograms, ...channelPrograms, ...mapPrograms, ...elementwisePrograms];

const random = new Random(1);
const NORMALS = Float32Array.from({ length: 50_021 }, () => random.normal());

/** Whole numbers for the pool, so that some are a window's maximum; none below 0 for Adam's mean of squares. */
function drawn(kernelName: string, from: number): number {
  const number = NORMALS[from % NORMALS.length]!;
  if (kernelName === 'OverlapMaxPoolGrad') return Math.round(number);
  return kernelName === 'AdamUpdate' ? Math.abs(number) : number;
}

/** Fingerprints of all results, for inputs that are the same each time. */
function results(kernels: KernelMemory, memory: Memory): string[] {
  const configs = new Map<string, KernelConfig>(
    programs.map((program) => program(kernels)).map((config) => [config.kernelName, config]),
  );
  return [...CALLS, ...CALLS_OF_ONE_PASS].flatMap(([name, shapes, attrs = {}]) => {
    let next = 0;
    const inputs = Object.fromEntries(
      Object.entries(shapes).map(([input, shape]) => {
        const tensor = kernels.output(shape);
        memory.view(tensor).forEach((_, i, all) => void (all[i] = drawn(name, next++)));
        return [input, tensor];
      }),
    );
    const made = configs.get(name)!.kernelFunc({ inputs, attrs: attrs as never, backend: {} });
    return [made].flat().map((tensor) => {
      const bytes = new Uint8Array(memory.view(tensor).slice().buffer);
      return createHash('sha256').update(bytes).digest('hex');
    });
  });
}

describe('threads', () => {
  it('give the same bits, however many there are, job after job and after the memory has grown', async () => {
    const [alone, memory] = await memoryFor(1, startThread);
    const expected = results(alone, memory);
    for (const threads of [2, 3, 17]) {
      const [kernels, memory] = await memoryFor(threads, startThread);
      expect(kernels.threads).toBe(threads);
      for (let time = 0; time < 2; time++) expect(results(kernels, memory)).toEqual(expected);
      kernels.dismiss();
      expect(kernels.threads).toBe(1);
      expect(results(kernels, memory)).toEqual(expected);
    }
  });

  it('all take part in the work, each in scratch memory of its own', async () => {
    const [kernels, memory] = await memoryFor(3, startThread);
    const [rows, channels, bytes] = [2000, 64, 1024];
    const x = kernels.output([rows, channels]);
    memory.view(x).fill(1);
    const numbers = [
      kernels.addressOf(x),
      rows,
      channels,
      2,
      1,
      0.1,
      kernels.addressOf(kernels.output(x.shape)),
    ];
    const address = kernels.scratch(3 * bytes);
    const marks = new Float32Array(memory.shared.buffer, address, (3 * bytes) / 4);
    // localResponse leaves the squares of its last row there. A busy machine may keep a helper waiting for a while.
    const idle = (): number[] => [0, 1, 2].filter((thread) => marks[(thread * bytes) / 4 + 10] !== 1);
    const deadline = performance.now() + 30_000;
    while (idle().length > 0 && performance.now() < deadline) {
      kernels.each('localResponse', Array<number[]>(60).fill(numbers), { address, bytes });
    }
    expect(idle()).toEqual([]);
  });

  it('are one where helpers do not start, where the memory is not shared, or where one is asked for', async () => {
    const [alone, memory] = await memoryFor(1, startThread);
    expect(alone.threads).toBe(1);
    const [refused, other, problem] = await memoryFor(3, refuse);
    expect([refused.threads, problem]).toEqual([1, 'Workers are forbidden here.']);
    expect(results(refused, other)).toEqual(results(alone, memory));
  });

  it('are told when a call fails', async () => {
    const [kernels] = await memoryFor(2, startThread);
    const beyond = 2 ** 32 - 64;
    const fail = (): void =>
      kernels.each('leakyRelu', [
        [beyond, 16, 0, 64],
        [beyond, 16, 0, 64],
      ]);
    expect(fail).toThrow('The program leakyRelu failed.');
    kernels.each('leakyRelu', [
      [64, 4, 0, 64],
      [128, 4, 0, 128],
    ]);
  });

  it('lose one that ends within a call: that is an error, after which the others do without helpers', async () => {
    const [kernels] = await memoryFor(2, startLost, 1);
    const from = kernels.addressOf(kernels.output([2 ** 18]));
    const calls = Array<number[]>(60).fill([from, 2 ** 18, 0.1, from]);
    // A busy machine may keep the helper waiting for a while.
    const share = (): unknown => {
      try {
        return void kernels.each('leakyRelu', calls);
      } catch (error) {
        return error;
      }
    };
    let lost: unknown;
    for (let times = 0; !lost && times < 10_000; times++) lost = share();
    expect(lost).toBeInstanceOf(HelperLost);
    expect(kernels.threads).toBe(1);
    expect(share()).toBeUndefined();
  });
});

describe('parts', () => {
  it('cover the whole once, at multiples of the step, with something for each thread', () => {
    for (const count of [1, 5, 6, 7, 100, 1000, 99_999]) {
      for (const threads of [1, 2, 3, 8]) {
        const cut = parts(count, 6, 768, threads);
        expect(cut[0]![0]).toBe(0);
        expect(cut.at(-1)![1]).toBe(count);
        cut.slice(1).forEach(([begin], i) => expect(begin).toBe(cut[i]![1]));
        expect(cut.every(([begin, end]) => begin % 6 === 0 && end > begin)).toBe(true);
        if (count >= 1000) expect(cut.length).toBeGreaterThanOrEqual(threads);
        expect(cut.length).toBeLessThanOrEqual(4 * threads);
      }
    }
  });
});
