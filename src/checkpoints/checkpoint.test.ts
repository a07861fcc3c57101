import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safetensorsParts } from '../export/safetensors';
import { rowsToColumns } from './metricColumns';
import type { MetricRow, Phase } from '../experiments/metrics';
import { makeConfig } from '../experiments/presets';
import { decodeCheckpoint, encodeCheckpoint, inOrder, type Checkpoint } from './checkpoint';
import { milestones, superfluous } from './keepRule';
import { MemoryFolder } from './memoryFolder';
import { places, replaced } from './mutation';
import { RunFolder } from './runFolder';

const random = [1, -2, 3, 4];
const metrics: MetricRow[] = [
  { phase: 'autoencoder', step: 1, epoch: 1 / 3, seconds: 0.1, values: { reconstruction: 0.1 + 0.2 } },
  { phase: 'repair', step: 1, epoch: 0.7, seconds: 1e6 + 0.123456789, values: { theta: 0.7, accuracy: 0 } },
];

function example(step: number): Checkpoint {
  return {
    about: {
      software: 'test',
      saved: '2020-01-01T00:00:00.000Z',
      config: makeConfig({ size: 'tiny' }),
      images: { name: 'Ünïcode ✓', count: 10, hash: 'a'.repeat(64) },
      backend: { name: 'wasm', device: 'SIMD' },
      training: {
        phase: 'repair',
        step,
        learningRate: 1e-4 / 3,
        sampler: { count: 10, batchSize: 4, random, epochs: 2, position: 8 },
        augmentation: random,
        adam: { C: step, R: step },
        random: { damage: random, dropout: random, history: random },
      },
      tunings: [{ phase: 'repair', step: 1, changes: [{ key: 'theta', from: '0.1', to: '0.2' }] }],
    },
    tensors: new Map([
      ['E/1/kernel', { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) }],
      ['adam/m/E/1/kernel', { shape: [3], data: Float32Array.of(-0, Infinity, 1e-40) }],
    ]),
    metrics,
  };
}

async function bytesOf(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  return joined(await encodeCheckpoint(checkpoint));
}

async function joined(parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const folder = new MemoryFolder();
  await folder.write('x', parts);
  return folder.contents.get('x')!;
}

const sha256 = (data: string | Float32Array | Float64Array): string =>
  createHash('sha256').update(data).digest('hex');

describe('a checkpoint', () => {
  it('comes back as it was, doubles to the last bit', async () => {
    expect(await decodeCheckpoint(await bytesOf(example(7)))).toEqual(example(7));
    expect((await decodeCheckpoint(await bytesOf({ ...example(7), metrics: [] }))).metrics).toEqual([]);
  });

  it('is put before those of later steps, also where its name comes after theirs', () => {
    const at = (step: number, phase: Phase = 'repair'): Checkpoint => {
      const { about, ...rest } = example(step);
      return { ...rest, about: { ...about, training: { ...about.training, phase } } };
    };
    const inTime = [at(2_000_000, 'autoencoder'), at(999_999), at(1_000_000)];
    expect(inOrder([inTime[2]!, inTime[1]!, inTime[0]!])).toEqual(inTime);
  });

  it('is refused when cut off at any byte', async () => {
    const bytes = await bytesOf(example(7));
    for (let length = 0; length < bytes.length; length += 1 + (length % 7)) {
      await expect(decodeCheckpoint(bytes.slice(0, length))).rejects.toThrow(/\.$/);
    }
  });

  it('is refused when any bit is flipped', async () => {
    const bytes = await bytesOf(example(7));
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const flipped = bytes.slice();
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        await expect(decodeCheckpoint(flipped)).rejects.toThrow(Error);
      }),
      { numRuns: 3000, seed: 4 },
    );
  });

  it('has the optimisers and generators of its phase, all and no others; what came later may be missing', async () => {
    const { about } = example(7);
    const { training } = about;
    const read = async (changes: object) => {
      const changed = { ...example(7), about: { ...about, training: { ...training, ...changes } } };
      return (await decodeCheckpoint(await bytesOf(changed))).about.training;
    };
    expect(await read({ adam: { C: 1, R: 2, N: 3 } })).toMatchObject({ adam: { N: 3 } });
    expect(await read({ random: { ...training.random, noise: random } })).toMatchObject({
      random: { noise: random },
    });
    await expect(read({ adam: { C: 1 } })).rejects.toThrow('It lacks something: training.adam.R');
    await expect(read({ adam: { C: 1, R: 2, E: 3 } })).rejects.toThrow('It lacks something: training.adam');
    await expect(read({ random: { damage: random } })).rejects.toThrow('training.random.dropout');
    await expect(read({ random: undefined })).rejects.toThrow('training.random');
    await expect(read({ phase: 'autoencoder' })).rejects.toThrow('training.adam.E');
  });

  it('of another version is refused by its number, whatever else is in it', async () => {
    for (const version of [0, 3, '1', null]) {
      const other = { ...example(7), about: { version, wholly: 'different' } } as unknown as Checkpoint;
      const refusal = `It is of version ${String(version)}; this program reads versions 1 and 2.`;
      await expect(decodeCheckpoint(await bytesOf(other))).rejects.toThrow(refusal);
    }
  });
});

describe('a checkpoint of version 1', () => {
  /** A tensor beyond the 16 MiB from which on digests are taken in pieces; the first writers took one of the whole. */
  const large = { shape: [1 << 22, 2], data: new Float32Array(1 << 23).fill(0.5) };

  function versionOne(digestOf: (data: Float32Array) => string): Promise<Uint8Array<ArrayBuffer>> {
    const checkpoint = JSON.stringify({ version: 1, ...example(7).about });
    const columns = rowsToColumns([]);
    const parts: unknown[] = [['E/1/kernel', large.shape, digestOf(large.data)]];
    for (const [name, data] of columns) parts.push([name, data.length, sha256(data)]);
    const digest = sha256(JSON.stringify({ text: checkpoint, parts }));
    const tensors = new Map([['E/1/kernel', large]]);
    return joined(safetensorsParts({ tensors, columns, metadata: { checkpoint, digest } }));
  }

  it('is read, whichever way its large arrays were digested', async () => {
    const pieces = (data: Float32Array) =>
      sha256([data.subarray(0, 1 << 22), data.subarray(1 << 22)].map(sha256).join());
    for (const digestOf of [sha256, pieces]) {
      const read = await decodeCheckpoint(await versionOne(digestOf));
      expect(read.about).toEqual(example(7).about);
      expect(read.tensors.get('E/1/kernel')!.shape).toEqual(large.shape);
    }
    const other = await versionOne(() => sha256('another'));
    await expect(decodeCheckpoint(other)).rejects.toThrow('altered or damaged');
  });
});

/** Values that a program or a person might put in the place of any other. */
const anything = fc.oneof(
  fc.constantFrom(null, true, -1, 0.5, 1e400, 2 ** 53, '', '__proto__', [], {}, [1, 2, 3, 4]),
  fc.jsonValue(),
);

/** It gives a checkpoint that can be written again as it is, or one sentence. */
async function expectClearAnswer(bytes: Uint8Array): Promise<boolean> {
  let read: Checkpoint;
  try {
    read = await decodeCheckpoint(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).constructor).toBe(Error);
    expect((error as Error).message).toMatch(/^[A-Z“].{8,}\.$/s);
    return false;
  }
  expect(await decodeCheckpoint(await bytesOf(read))).toEqual(read);
  return true;
}

describe('ten thousand mutated checkpoints give a valid object or one sentence', () => {
  it('with other facts, properly sealed', { timeout: 300_000 }, async () => {
    const { about } = example(7);
    const facts = places(about).filter((place) => place.length > 0);
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...facts),
        fc.option(anything, { nil: undefined }),
        async (place, by) => {
          const mutated = { ...example(7), about: replaced(about, place, by) } as Checkpoint;
          if (await expectClearAnswer(await bytesOf(mutated))) valid++;
        },
      ),
      { numRuns: 5000 },
    );
    expect(valid).toBeGreaterThan(0);
    expect(valid).toBeLessThan(4000);
  });

  it('with bytes changed, put in or cut out', { timeout: 300_000 }, async () => {
    const bytes = await bytesOf(example(7));
    // The header and what describes it is where a change can do harm: half of them go there.
    const at = fc.oneof(fc.nat(200), fc.nat(bytes.length - 1));
    const cut = fc.record({ at, gone: fc.nat(16), put: fc.uint8Array({ maxLength: 16 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
        let mutated = Uint8Array.from(bytes);
        for (const { at: from, gone, put } of cuts) {
          mutated = Uint8Array.of(...mutated.subarray(0, from), ...put, ...mutated.subarray(from + gone));
        }
        await expectClearAnswer(mutated);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('what is kept', () => {
  it('the newest three, those of steps 256, 1024, 4096, …, and the end of phase one', async () => {
    const folder = new RunFolder('r', new MemoryFolder());
    for (const step of [100, 256, 300, 1024, 1100, 1200, 1300]) await folder.save(example(step));
    const kept = await folder.checkpoints();
    expect(kept.map(({ step, milestone }) => [step, milestone])).toEqual([
      [256, true],
      [1024, true],
      [1100, false],
      [1200, false],
      [1300, false],
    ]);
  });

  it('grows with the logarithm of the steps, and thinning never changes what is a milestone', () => {
    const saves = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(saves, saves, (ae, gan) => {
        let kept: { phase: Phase; step: number }[] = [];
        const all: { phase: Phase; step: number }[] = [];
        for (const [phase, gaps] of [
          ['autoencoder', ae],
          ['repair', gan],
        ] as const) {
          let step = 0;
          for (const gap of gaps) {
            const checkpoint = { phase, step: (step += gap) };
            all.push(checkpoint);
            kept.push(checkpoint);
            const gone = new Set(superfluous(kept));
            kept = kept.filter((one) => !gone.has(one));
          }
        }
        expect(kept.slice(-3)).toEqual(all.slice(-3));
        expect(new Set(milestones(all))).toEqual(new Set(milestones(kept)));
        expect(kept).toContain(all.findLast(({ phase }) => phase === 'autoencoder'));
        expect(kept.length).toBeLessThan(3 + 2 * 6);
      }),
    );
  });
});
