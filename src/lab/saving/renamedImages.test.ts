/** A run goes on with its images wherever they have gone: renamed, moved, zipped, each under another name. */
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryFolder } from '../../checkpoints/memoryFolder';
import { RunFolder } from '../../checkpoints/runFolder';
import { decodeWithSharp } from '../../cli/decode';
import type { SourceFile } from '../../data/types';
import { makeConfig } from '../../experiments/presets';
import { Lab } from '../lab';
import { noiseFiles, weightHash } from '../labUnderTest';

const COUNT = 12;
const FIRST = 'autoencoder-000001';
const config = makeConfig({ size: 'tiny', batchSize: 3, aeSteps: 3, ganSteps: 3, historySize: 4 });

let files: SourceFile[];
/** A run that was broken off after its first step, and what an unbroken one comes to. */
let broken: RunFolder;
let expected: string;

const newFolder = () => new RunFolder('run', new MemoryFolder({ full: false }));

async function labOn(set: readonly SourceFile[], name: string, folder = newFolder()) {
  let pinned: readonly number[] = [];
  const lab = new Lab(config, {
    decode: decodeWithSharp,
    emit: (event) => {
      if (event.type === 'pinned') pinned = event.indices;
    },
    keeping: {
      newFolder: () => folder,
      plan: { seconds: Infinity, steps: Infinity },
    },
  });
  await lab.open({ preference: 'wasm' });
  await lab.load(set, name);
  return { lab, pinned: () => pinned };
}

async function finish(lab: Lab): Promise<string> {
  lab.start();
  await lab.settled();
  expect(lab.status.state).toBe('finished');
  return weightHash(lab);
}

/** The files under other paths, in the order of these paths. */
function under(path: (name: string, i: number) => string): SourceFile[] {
  return files.map((file, i) => ({ ...file, path: path(file.path.split('/').at(-1)!, i) }));
}

async function zipped(inside: string): Promise<SourceFile[]> {
  const entries: Record<string, Uint8Array> = {};
  for (const file of files) entries[inside + file.path.split('/').at(-1)!] = await file.bytes();
  const bytes = Uint8Array.from(zipSync(entries));
  return [{ path: 'set.zip', size: bytes.length, bytes: () => Promise.resolve(bytes) }];
}

beforeAll(async () => {
  files = await noiseFiles(COUNT, 1);
  broken = newFolder();
  const { lab } = await labOn(files, 'set', broken);
  await lab.step();
  await lab.keeper!.save();
  expected = await finish(lab);
});

describe('resumed, it ends as the unbroken one', { timeout: 120_000 }, () => {
  it.each([
    ['a renamed folder', () => under((name) => `other/${name}`)],
    ['a folder within another, in sub-folders', () => under((name, i) => `out/set/${i % 2}/${name}`)],
    ['a zip with the folder in it', () => zipped('set/')],
    ['a zip of its files', () => zipped('')],
    ['files renamed, so that they come in another order', () => under((_, i) => `set/${COUNT - i}.png`)],
  ])('with %s', async (_, gone) => {
    const fork = newFolder();
    const { lab, pinned } = await labOn(await gone(), 'other', fork);
    await lab.pin([0, 5]);
    const shown = pinned().map((index) => [...lab.images!.image(index)]);
    const continued = await lab.continueRun(broken, { checkpoint: FIRST, fork: true });
    expect(continued.outcome === 'images' ? continued.difference : continued.outcome).toBe('continued');
    expect(pinned().map((index) => [...lab.images!.image(index)])).toEqual(shown);
    // What is saved with them goes on with those of before.
    await lab.step();
    await lab.keeper!.save();
    expect(await finish(lab)).toBe(expected);
    const { lab: back } = await labOn(files, 'set');
    const how = { checkpoint: 'autoencoder-000002', fork: true };
    expect(await back.continueRun(fork, how)).toMatchObject({ outcome: 'continued' });
    expect(await finish(back)).toBe(expected);
  });

  it('with the same paths, where it is of a version that knew its images by them', async () => {
    const { checkpoint } = await broken.read(FIRST);
    const older = newFolder();
    const { content, ...images } = checkpoint.about.images;
    expect(content).toMatch(/^[0-9a-f]{64}$/);
    await older.save({ ...checkpoint, about: { ...checkpoint.about, images }, ranks: undefined });
    const { lab } = await labOn(files, 'set');
    expect(await lab.continueRun(older)).toMatchObject({ outcome: 'continued' });
    expect(await finish(lab)).toBe(expected);
  });
});

it('is refused other images, also where all but one are the same', async () => {
  const [other] = await noiseFiles(1, 2);
  const { lab } = await labOn([...files.slice(1), { ...other!, path: files[0]!.path }], 'set');
  expect(await lab.continueRun(broken, { checkpoint: FIRST })).toMatchObject({ outcome: 'images' });
});
