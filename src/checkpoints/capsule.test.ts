import { unzipSync, zipSync } from 'fflate';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { ImageSet } from '../data/imageSet';
import { makeConfig } from '../experiments/presets';
import { createNetworks } from '../methods/artifacts/networks/artifactNetworks';
import { readNetworks } from '../networks/networks';
import { startBackend } from '../kernels/backend';
import { runWeights } from '../lab/exports';
import { openCapsule, packCapsule, unpackCapsule, type Packing } from './capsule';
import { sealCapsule, unsealCapsule, type CapsuleFiles } from './capsuleZip';
import type { Checkpoint } from './checkpoint';
import { MemoryFolder } from './memoryFolder';
import { places, replaced } from './mutation';
import { RunFolder } from './runFolder';

const config = makeConfig({ size: 'tiny' });
const images = new ImageSet({
  name: 'Ünïcode ✓',
  pixels: 44,
  data: new Uint8Array(2 * 44 * 44 * 3).fill(7),
  labels: Int16Array.of(0, -1),
  labelNames: ['cats'],
  paths: ['a/cats/1.png', 'a/2.png'],
});

const random = [1, -2, 3, 4];

/** @param tensors beside a discriminator, which every capsule shows on its own */
function example(step: number, hash: string, tensors: Checkpoint['tensors']): Checkpoint {
  const about: Checkpoint['about'] = {
    software: 'test',
    saved: '2020-01-01T00:00:00.000Z',
    config,
    images: { name: images.name, count: images.count, hash },
    backend: { name: 'wasm', device: 'SIMD' },
    training: {
      phase: 'autoencoder',
      step,
      learningRate: 1e-4 / 3,
      sampler: { count: 2, batchSize: 4, random, epochs: 2, position: 1 },
      augmentation: random,
      adam: { E: step, D: step },
    },
    tunings: [],
  };
  const row = {
    phase: 'autoencoder',
    step,
    epoch: 1 / 3,
    seconds: 0.1,
    values: { reconstruction: 0.3 },
  } as const;
  return { about, tensors, metrics: [row] };
}

async function exampleRun(tensors: Checkpoint['tensors'], steps: readonly number[]): Promise<RunFolder> {
  const run = new RunFolder('r', new MemoryFolder());
  const hash = await images.contentHash();
  for (const step of steps) await run.save(example(step, hash, tensors));
  await run.writeManifest({
    config,
    data: { name: images.name, count: images.count, hash },
    backend: { name: 'wasm', device: 'SIMD' },
    state: 'stopped',
    phase: 'autoencoder',
    step: steps.at(-1)!,
    started: '2020-01-01T00:00:00.000Z',
    trainingSeconds: 1,
    totalSeconds: 2,
    parent: null,
    imported: null,
    beganWith: { file: 'a.safetensors', network: 'convolutions', by: 'torchvision', ignored: ['fc'] },
    deleted: null,
  });
  return run;
}

const PLAIN: Packing = {
  checkpoints: 'newest',
  runtime: 'test',
  images: null,
  renderings: new Map(),
  weights: runWeights,
};
const few: Checkpoint['tensors'] = new Map([
  ['C/fc2/bias', { shape: [2], data: Float32Array.of(-0, 1e-40) }],
]);

describe('a capsule', () => {
  it('comes back as it was, with every checkpoint, and becomes the same run', async () => {
    await startBackend({ preference: 'cpu' });
    const networks = await readNetworks(createNetworks(config));
    const run = await exampleRun(networks, [256, 300, 301, 302]);
    const pictures = [Uint8Array.of(1), Uint8Array.of(2, 3)];
    const renderings = new Map([['figure3.png', Uint8Array.of(4)]]);
    const zip = await packCapsule(run, {
      checkpoints: 'all',
      runtime: 'test',
      images,
      pictures,
      renderings,
      weights: runWeights,
    });
    const capsule = await openCapsule(zip);
    expect(capsule.data.list!.images).toMatchObject([
      { path: 'a/cats/1.png', label: 'cats' },
      { path: 'a/2.png', label: null },
    ]);
    expect([...capsule.images]).toEqual([
      ['a/cats/1.png', pictures[0]],
      ['a/2.png', pictures[1]],
    ]);
    expect([...(await unsealCapsule(zip)).keys()]).toContain('renderings/figure3.png');
    const again = new RunFolder('again', new MemoryFolder());
    await unpackCapsule(capsule, again);
    expect(await again.readManifest()).toEqual(await run.readManifest());
    const all = await run.checkpoints();
    expect((await again.checkpoints()).map(({ name }) => name)).toEqual(all.map(({ name }) => name));
    expect(all.map(({ step }) => step)).toEqual([256, 300, 301, 302]);
    for (const { name } of all)
      expect((await again.read(name)).checkpoint).toEqual((await run.read(name)).checkpoint);
  });

  it('takes the newest whole checkpoint, and none that is damaged', async () => {
    const disk = new MemoryFolder();
    const run = new RunFolder('r', disk);
    const hash = await images.contentHash();
    for (const step of [1, 2, 3]) await run.save(example(step, hash, few));
    const source = await exampleRun(few, [1]);
    await run.writeManifest((await source.readManifest())!);
    for (const name of ['autoencoder-000001', 'autoencoder-000003']) {
      disk.folder('checkpoint').contents.get(`${name}.safetensors`)![100]! ^= 1;
    }
    for (const checkpoints of ['newest', 'all'] as const) {
      const capsule = await openCapsule(await packCapsule(run, { ...PLAIN, checkpoints }));
      expect(capsule.checkpoints.map(({ about }) => about.training.step)).toEqual([2]);
    }
  });

  it('leaves nothing behind where the disk is full', async () => {
    const capsule = await openCapsule(await packCapsule(await exampleRun(few, [1]), PLAIN));
    const full = { full: true };
    const disk = new MemoryFolder(full);
    await expect(unpackCapsule(capsule, new RunFolder('r', disk))).rejects.toThrow('No room.');
    expect(await disk.files()).toEqual([]);
    expect(await disk.folder('checkpoint').files()).toEqual([]);
  });

  it('is told from another zip, another version, another set of images', async () => {
    const run = await exampleRun(few, [1]);
    const other = new ImageSet({ ...images, data: new Uint8Array(images.data.length) });
    await expect(packCapsule(run, { ...PLAIN, images: other })).rejects.toThrow('is not the set of images');
    const foreign = zipSync({ 'a/b.txt': Uint8Array.of(1) });
    await expect(openCapsule(foreign)).rejects.toThrow(
      'This is not a run capsule: there is no capsule.json in it.',
    );
    await expect(openCapsule(Uint8Array.of(1, 2, 3))).rejects.toThrow(
      'This is not a run capsule, or a damaged one',
    );
    const json = (value: unknown) =>
      zipSync({ 'x/capsule.json': new TextEncoder().encode(JSON.stringify(value)) });
    await expect(openCapsule(json({ format: 'Artifact Lab run capsule', version: 2 }))).rejects.toThrow(
      'The capsule is of version 2; this program reads version 1.',
    );
    await expect(openCapsule(json([]))).rejects.toThrow('its capsule.json is not one of ours.');
  });

  it('reads what a file manager packed again, with files of its own', async () => {
    const files = await unsealCapsule(await packCapsule(await exampleRun(few, [1]), PLAIN));
    const packed = await sealCapsule('old', files);
    const entries = unzipSync(packed);
    const again = zipSync({
      ...entries,
      '__MACOSX/old/._capsule.json': Uint8Array.of(0),
      'old/.DS_Store': Uint8Array.of(0),
    });
    expect(await unsealCapsule(again)).toEqual(files);
  });
});

/** Values that a program or a person might put in the place of any other. */
const anything = fc.oneof(
  fc.constantFrom(null, true, -1, 0.5, 2 ** 53, '', '../../x', '__proto__', [], {}, [1, 2, 3, 4]),
  fc.jsonValue(),
);

/** It gives a capsule that becomes a run, or one sentence. */
async function expectClearAnswer(zip: Uint8Array): Promise<boolean> {
  let capsule;
  try {
    capsule = await openCapsule(zip);
  } catch (error) {
    expect((error as Error).constructor).toBe(Error);
    expect((error as Error).message).toMatch(/^[A-Z“][^\n]{8,}\.$/);
    return false;
  }
  const run = new RunFolder('r', new MemoryFolder());
  await unpackCapsule(capsule, run);
  expect((await run.newest()).found!.checkpoint).toEqual(capsule.checkpoints.at(-1));
  expect((await run.readManifest())!.data.hash).toBe(capsule.data.hash);
  return true;
}

describe('ten thousand mutated capsules give a run or one sentence', () => {
  let zip: Uint8Array<ArrayBuffer>;
  let files: CapsuleFiles;

  beforeAll(async () => {
    zip = await packCapsule(await exampleRun(few, [1]), { ...PLAIN, images });
    files = await unsealCapsule(zip);
  });

  it('with other facts, properly sealed', { timeout: 300_000 }, async () => {
    const parts = ['run.json', 'config.json', 'data.json', 'environment.json'] as const;
    const values = new Map(
      parts.map((part) => [part, JSON.parse(new TextDecoder().decode(files.get(part))) as unknown]),
    );
    const spots = parts.flatMap((part) => places(values.get(part)).map((place) => [part, place] as const));
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...spots),
        fc.option(anything, { nil: undefined }),
        async ([part, place], by) => {
          const text = JSON.stringify(replaced(values.get(part), place, by)) ?? '';
          const mutated = new Map(files).set(part, new TextEncoder().encode(text));
          if (await expectClearAnswer(await sealCapsule('r', mutated))) valid++;
        },
      ),
      { numRuns: 5000 },
    );
    expect(valid).toBeGreaterThan(0);
    expect(valid).toBeLessThan(4000);
  });

  it('with a file left out, properly sealed', async () => {
    for (const path of files.keys()) {
      const without = new Map(files);
      without.delete(path);
      const needless = ['README.md', 'citation.bib', 'metrics.csv', 'discriminator.safetensors'].includes(
        path,
      );
      expect(await expectClearAnswer(await sealCapsule('r', without))).toBe(needless);
    }
  });

  it('with bytes changed, put in or cut out', { timeout: 300_000 }, async () => {
    const directory = zip.length - 1200; // where a zip lists its entries
    const at = fc.oneof(fc.nat(zip.length - 1), fc.integer({ min: directory, max: zip.length - 1 }));
    const cut = fc.record({ at, gone: fc.nat(16), put: fc.uint8Array({ maxLength: 16 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
        let mutated = Uint8Array.from(zip);
        for (const { at: from, gone, put } of cuts) {
          mutated = Uint8Array.of(...mutated.subarray(0, from), ...put, ...mutated.subarray(from + gone));
        }
        await expectClearAnswer(mutated);
      }),
      { numRuns: 5000 },
    );
  });
});
