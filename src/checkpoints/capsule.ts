/**
 * A run capsule: one zip with all that is needed to look at a run, cite it and go on with it elsewhere. Unzipped it is a
 * run's folder as the command line writes it, and more.
 */
import { z } from 'zod';
import { messageOf } from '../base/messageOf';
import type { ImageSet } from '../data/imageSet';
import { configDifference, type Config } from '../experiments/config';
import { SIZES } from '../schema/sizes';
import { readStoredConfig } from '../experiments/storedConfig';
import { metricsToCsv } from '../export/metricsCsv';
import type { PlainTensor } from '../networks/parameters';
import { SOFTWARE } from '../export/software';
import { bibtex, capsuleReadme } from './capsuleReadme';
import { checked, parseJson, sealCapsule, unsealCapsule, type CapsuleFiles } from './capsuleZip';
import { decodeCheckpoint, inOrder, type Checkpoint } from './checkpoint';
import { dataManifestSchema, describeData, describeImages, type DataManifest } from './dataManifest';
import { areSameImages, identityOf } from './imagesIdentity';
import { parseManifest, type Manifest } from './manifest';
import { checkpointName, type ReadCheckpoint, type RunFolder } from './runFolder';

const CHECKPOINT = /^checkpoint\/([a-z]+-\d{6,12})\.safetensors$/;

const programSchema = z.strictObject({
  software: z.string(),
  /** Node and its version, or the browser as it names itself. */
  runtime: z.string(),
});

const environmentSchema = z.strictObject({
  trained: z.strictObject({
    software: z.string(),
    /** The newest checkpoint’s; `device` names the adapter of a GPU. */
    backend: z.strictObject({ name: z.string(), device: z.string() }),
  }),
  packed: programSchema,
});

/** What comes with the run. */
export interface Packing {
  /** All that are kept, or the newest whole one alone. */
  readonly checkpoints: 'newest' | 'all';
  /** What packs it: “Node v20.19.0, linux x64”. */
  readonly runtime: string;
  /** The run’s own images, for the list of them; null where they are not at hand. */
  readonly images: ImageSet | null;
  /** The images go in as well, as these files of them, lossless and in the order of the set. */
  readonly pictures?: readonly Uint8Array<ArrayBuffer>[];
  /** The method’s first network for PyTorch, out of all parameters by our names. */
  readonly weights: (
    parameters: ReadonlyMap<string, PlainTensor>,
    config: Config,
  ) => { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
  /** PNG files by name. */
  readonly renderings: CapsuleFiles;
}

/** A capsule as it was read; every part is whole and fits the others. */
export interface Capsule {
  readonly manifest: Manifest;
  readonly data: DataManifest;
  /** Oldest first; at least one. */
  readonly checkpoints: readonly Checkpoint[];
  /** The images as files, by the paths of their set; empty unless they were packed. */
  readonly images: CapsuleFiles;
}

/** The capsule’s bytes. Throws one sentence if the run has no whole checkpoint, or the images are not its own. */
export async function packCapsule(run: RunFolder, packing: Packing): Promise<Uint8Array<ArrayBuffer>> {
  const newest = await run.newest();
  if (!newest.found) throw new Error('This run has no whole checkpoint to pack.');
  const { checkpoint } = newest.found;
  const { about } = checkpoint;
  const data = await describe(checkpoint, packing);
  const environment: z.infer<typeof environmentSchema> = {
    trained: { software: about.software, backend: about.backend },
    packed: { software: `${SOFTWARE.name} ${SOFTWARE.version}`, runtime: packing.runtime },
  };
  const weights = packing.weights(checkpoint.tensors, about.config);
  const files = new Map<string, Uint8Array<ArrayBuffer>>([
    ['README.md', text(capsuleReadme(checkpoint, data, weights.name, packing.pictures !== undefined))],
    ['citation.bib', text(bibtex(about.config))],
    ['config.json', json(about.config)],
    ['data.json', json(data)],
    ['environment.json', json(environment)],
    ['metrics.csv', text(metricsToCsv(checkpoint.metrics))],
    [weights.name, weights.bytes],
    ...(await runFiles(run, newest.found, packing)),
  ]);
  for (const [name, bytes] of packing.renderings) files.set(`renderings/${name}`, bytes);
  packing.pictures?.forEach((bytes, i) => files.set(picturePath(i), bytes));
  return sealCapsule(`run-${run.id}`, files);
}

async function describe({ about }: Checkpoint, { images, pictures }: Packing): Promise<DataManifest> {
  if (!images) return describeData(about.images);
  if (!areSameImages(await identityOf(images), about.images)) {
    throw new Error(
      `“${images.name}” is not the set of images that the run was trained on (“${about.images.name}”).`,
    );
  }
  if (pictures && images.pixels !== SIZES[about.config.size].storedPixels) {
    throw new Error(
      `The images of “${images.name}” come from binaries of their own and cannot be packed as files.`,
    );
  }
  return describeImages(about.images, images);
}

/** run.json and the checkpoints as they are on disk; damaged checkpoints stay behind. */
async function runFiles(
  run: RunFolder,
  newest: ReadCheckpoint,
  { checkpoints }: Packing,
): Promise<CapsuleFiles> {
  const files = new Map(await run.files(newest.stored.name));
  if (checkpoints === 'newest') return files;
  for (const { name } of await run.checkpoints()) {
    const whole = await run.read(name).catch(() => null); // damaged: it is of no use elsewhere either
    if (whole) for (const [path, bytes] of await run.files(name)) files.set(path, bytes);
  }
  return files;
}

/** By number, since paths may not be the names of files everywhere; data.json has them in this order. */
function picturePath(index: number): string {
  return `images/${String(index).padStart(6, '0')}.png`;
}

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return text(`${JSON.stringify(value, null, 2)}\n`);
}

function text(content: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(content);
}

/**
 * Reads a capsule as a whole, or not at all.
 *
 * @throws an Error of one sentence that names the part which is missing, altered or does not fit the others
 */
export async function openCapsule(zip: Uint8Array): Promise<Capsule> {
  const files = await unsealCapsule(zip);
  const manifest = readManifest(files);
  const data = checked('data.json', dataManifestSchema, parseJson('data.json', files.get('data.json')));
  checked(
    'environment.json',
    environmentSchema,
    parseJson('environment.json', files.get('environment.json')),
  );
  const checkpoints = await readCheckpoints(files, data.hash);
  if (manifest.data.hash !== data.hash)
    throw new Error('“run.json” and “data.json” in the capsule are of different images.');
  checkConfig(files, checkpoints.at(-1)!);
  return { manifest, data, checkpoints, images: readImages(files, data) };
}

function readManifest(files: CapsuleFiles): Manifest {
  const bytes = files.get('run.json');
  if (!bytes) throw new Error('The capsule is damaged: “run.json” is missing or cut off.');
  try {
    return parseManifest(new TextDecoder().decode(bytes));
  } catch (error) {
    throw new Error(`“run.json” in the capsule is not valid: ${messageOf(error)}.`, { cause: error });
  }
}

async function readCheckpoints(files: CapsuleFiles, hash: string): Promise<Checkpoint[]> {
  const found: Checkpoint[] = [];
  for (const [path, bytes] of files) {
    const name = CHECKPOINT.exec(path)?.[1];
    if (name === undefined) continue;
    const checkpoint = await decodeCheckpoint(bytes).catch((error: unknown) => {
      throw new Error(`“${path}” in the capsule is not whole: ${messageOf(error)}`, { cause: error });
    });
    const { training, images } = checkpoint.about;
    if (checkpointName(training.phase, training.step) !== name || images.hash !== hash) {
      throw new Error(`“${path}” in the capsule is of another step or of other images.`);
    }
    found.push(checkpoint);
  }
  if (found.length === 0) throw new Error('There is no checkpoint in the capsule.');
  return inOrder(found);
}

function checkConfig(files: CapsuleFiles, newest: Checkpoint): void {
  const value = parseJson('config.json', files.get('config.json'));
  try {
    if (configDifference(readStoredConfig(value), newest.about.config).length === 0) return;
  } catch (error) {
    throw new Error(`“config.json” in the capsule is not valid: ${messageOf(error)}`, { cause: error });
  }
  throw new Error('“config.json” in the capsule is not the config of its newest checkpoint.');
}

function readImages(files: CapsuleFiles, { list }: DataManifest): CapsuleFiles {
  const images = new Map<string, Uint8Array<ArrayBuffer>>();
  if (!files.has(picturePath(0))) return images;
  for (const [i, { path }] of (list?.images ?? []).entries()) {
    const bytes = files.get(picturePath(i));
    if (!bytes) throw new Error(`The capsule is damaged: “${picturePath(i)}” is missing or cut off.`);
    images.set(path, bytes);
  }
  return images;
}

/** Makes a run of its own out of a capsule. Where that fails, as when the disk is full, nothing of it stays. */
export async function unpackCapsule(
  { checkpoints, manifest }: Pick<Capsule, 'checkpoints' | 'manifest'>,
  run: RunFolder,
): Promise<void> {
  try {
    for (const checkpoint of checkpoints) await run.save(checkpoint);
    await run.writeManifest({ ...manifest, deleted: null });
  } catch (error) {
    await run.clear();
    throw error;
  }
}
