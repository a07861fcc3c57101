/** A run put together from tensors that are not quite its own: one sentence, or a run that goes on; nothing between. */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import type { TrainingState } from '../../checkpoints/checkpoint';
import { ImageSet } from '../../data/imageSet';
import { makeConfig } from '../../experiments/presets';
import { startBackend } from '../../kernels/backend';
import type { PlainTensor } from '../../networks/parameters';
import { readSnapshot } from './readSnapshot';
import { Run } from '../run';

const config = makeConfig({ size: 'tiny', batchSize: 2, aeSteps: 1, ganSteps: 3, historySize: 3 });
const images = new ImageSet({
  name: 'noise',
  pixels: 40,
  data: Uint8Array.from({ length: 2 * 40 * 40 * 3 }, (_, i) => (i * 7919) % 256),
  labels: new Int16Array(2).fill(-1),
  labelNames: [],
  paths: ['a.png', 'b.png'],
});

interface Stored {
  readonly training: TrainingState;
  readonly tensors: ReadonlyMap<string, PlainTensor>;
}

/** A run in phase one, and in phase two with past images. */
const stored: Stored[] = [];

beforeAll(async () => {
  await startBackend({ preference: 'wasm' });
  const run = new Run(config, images);
  for (const steps of [1, 2]) {
    for (let i = 0; i < steps; i++) tf.dispose({ ...run.advance() });
    const { training, tensors } = run.snapshot();
    stored.push({ training, tensors: await readSnapshot(tensors) });
  }
  run.dispose();
  // Slow at training, but tensors cost nothing there.
  await startBackend({ preference: 'cpu' });
  expect(stored[1]!.tensors.has('history/images')).toBe(true);
});

/** True if the run goes on exactly as told; false if it was refused in a sentence. No tensor is left either way. */
function isTaken({ training, tensors }: Stored): boolean {
  const before = tf.memory().numTensors;
  let run: Run;
  try {
    run = Run.restore(config, images, training, tensors);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^[A-Z“\d].{8,}\.$/s);
    expect(tf.memory().numTensors).toBe(before);
    return false;
  }
  const snapshot = run.snapshot();
  expect(snapshot.training).toEqual(training);
  for (const [name, tensor] of snapshot.tensors) {
    const given = tensors.get(name)!;
    if (tensor.shape.join() !== given.shape.join() || !sameBits(tensor, given))
      expect.fail(`${name} is another`);
    tensor.dispose();
  }
  run.dispose();
  expect(tf.memory().numTensors).toBe(before);
  return true;
}

function sameBits(tensor: tf.Tensor, { data }: PlainTensor): boolean {
  const values = tensor.dataSync<'float32'>();
  // Mostly the very same array, which the backend keeps.
  if (values === data) return true;
  return values.length === data.length && values.every((value, i) => Object.is(value, data[i]));
}

it('is taken as it was saved', () => {
  expect(stored.map(isTaken)).toEqual([true, true]);
});

const shape = fc
  .array(fc.nat(12), { maxLength: 5 })
  .filter((sides) => sides.reduce((a, b) => a * b, 1) < 5000);
const plain = fc.tuple(shape, fc.float({ noDefaultInfinity: false })).map(([sides, value]): PlainTensor => ({
  shape: sides,
  data: new Float32Array(sides.reduce((a, b) => a * b, 1)).fill(value),
}));
const small = fc.integer({ min: 0, max: 6 });

/** One thing wrong, or merely other. */
const mutation: fc.Arbitrary<(run: Stored, name: string) => Stored> = fc.oneof(
  fc.constant(({ training, tensors }: Stored, name: string) => ({
    training,
    tensors: new Map([...tensors].filter(([other]) => other !== name)),
  })),
  fc
    .tuple(fc.boolean(), plain, fc.string())
    .map(([isNew, tensor, text]) => ({ training, tensors }: Stored, name: string) => ({
      training,
      tensors: new Map(tensors).set(isNew ? text : name, tensor),
    })),
  fc.func(fc.nat(1000)).map((order) => ({ training, tensors }: Stored, name: string) => {
    const { shape: sides, data } = tensors.get(name)!;
    const turned = sides.toSorted((a, b) => order(a) - order(b));
    return { training, tensors: new Map(tensors).set(name, { shape: turned, data }) };
  }),
  fc.tuple(fc.nat(), fc.float()).map(([at, value]) => ({ training, tensors }: Stored, name: string) => {
    const { shape: sides, data } = tensors.get(name)!;
    return {
      training,
      tensors: new Map(tensors).set(name, { shape: sides, data: data.with(at % data.length, value) }),
    };
  }),
  fc
    .record({ count: small, batchSize: small, position: fc.nat(2), epochs: small })
    .map((sampler) => ({ training, tensors }: Stored) => ({
      training: { ...training, sampler: { ...training.sampler, ...sampler } },
      tensors,
    })),
  fc.constant(({ tensors }: Stored) => ({
    training: stored.find((other) => other.tensors !== tensors)!.training,
    tensors,
  })),
);

it(
  '10,000 with a tensor gone, misshapen, altered or of another run: a sentence, or the run that it says',
  { timeout: 300_000 },
  () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.nat(1), fc.nat(), mutation, (which, at, mutate) => {
        const run = stored[which]!;
        const names = [...run.tensors.keys()];
        if (isTaken(mutate(run, names[at % names.length]!))) taken++;
      }),
      { numRuns: 10_000 },
    );
    expect(taken).toBeGreaterThan(1000);
    expect(taken).toBeLessThan(9000);
  },
);
