/** From stored runs back to life: what a Lab needs to go on with one, or to look at one of its checkpoints. */
import type { Checkpoint } from '../../checkpoints/checkpoint';
import type { ReadCheckpoint, RunFolder } from '../../checkpoints/runFolder';
import type { ImageSet } from '../../data/imageSet';
import { SIZES } from '../../schema/sizes';
import { disposeNetworks } from '../../networks/networks';
import type { Changes } from '../../experiments/config';
import { retuned } from '../../experiments/retune';
import type { MemoryLimits } from '../../kernels/backendInfo';
import { assertFits } from '../../training/memory';
import type { BadCheckpoint, CheckpointView, Figure, StoredCheckpoint } from '../events';
import { drawFigure, sceneOf } from '../figure/scene';
import type { Before } from '../openRun';
import { Run } from '../run';
import { methodOf, networksOf } from '../works';
import type { Keeping, KeptBefore } from './keeper';

/** How a stored run is to go on. */
export interface Continuation {
  /** The checkpoint’s name; without one, the newest that is whole. */
  readonly checkpoint?: string;
  /** Hot fields that shall differ from now on. */
  readonly changes?: Changes;
  /** As a new run: what is on disk of the old one stays as it is. */
  readonly fork?: boolean;
}

type FoundCheckpoint = ReadCheckpoint & { readonly skipped: readonly BadCheckpoint[] };

/** The checkpoint that a run shall go on from. Throws one sentence if there is none, or it cannot go on so here. */
export async function checkpointToContinue(
  folder: RunFolder,
  { checkpoint, changes = {} }: Continuation,
  limits: MemoryLimits | undefined,
): Promise<FoundCheckpoint> {
  const found = await findCheckpoint(folder, checkpoint);
  const { config, training, images } = found.checkpoint.about;
  retuned(config, changes, training, images.count);
  assertFits(methodOf(config), config, limits);
  return found;
}

/** A checkpoint of this name, or else the newest whole one. Throws one sentence if there is none. */
async function findCheckpoint(folder: RunFolder, name?: string): Promise<FoundCheckpoint> {
  if (name !== undefined) return { ...(await folder.read(name)), skipped: [] };
  const { found, skipped } = await folder.newest();
  if (found) return { ...found, skipped };
  const why = skipped.length === 0 ? 'it was ended before the first one' : skipped[0]!.reason;
  throw new Error(`The run has no checkpoint to continue from: ${why}.`);
}

/** A run as a checkpoint has it, and what was logged and changed before. */
export function restoredRun(
  { about, tensors, metrics }: Checkpoint,
  images: ImageSet,
): { run: Run; before: Omit<Before, keyof KeptBefore> } {
  const { config, training, tunings, redraws } = about;
  const run = Run.restore(config, images, training, tensors);
  return { run, before: { rows: metrics, tunings, redraws, state: { training, tensors } } };
}

/** What is on disk of a run that goes on from its checkpoint; of a fork, where it comes from. */
export async function keptBefore(
  folder: RunFolder,
  last: StoredCheckpoint,
  { fork }: Continuation,
  keeping: Keeping | undefined,
): Promise<KeptBefore> {
  const manifest = await folder.readManifest();
  if (!fork) return { ...manifest, folder, last };
  const parent = { run: folder.id, checkpoint: last.name };
  const beganWith = manifest?.beganWith ?? null;
  return { ...(keeping && { folder: keeping.newFolder() }), parent, beganWith };
}

/** Looks at a checkpoint. The figure is drawn if there are images at least as large as its networks take. */
export async function viewCheckpoint(
  { stored, checkpoint }: ReadCheckpoint,
  images: ImageSet | null,
  pinned: readonly number[],
): Promise<CheckpointView> {
  const { config } = checkpoint.about;
  const fits = images !== null && images.pixels >= SIZES[config.size].pixels && pinned.length > 0;
  const figure = fits ? await drawCheckpoint(checkpoint, images, pinned) : null;
  return { config, checkpoint: stored, figure, metrics: checkpoint.metrics };
}

async function drawCheckpoint(
  { about: { config, training }, tensors }: Checkpoint,
  images: ImageSet,
  pinned: readonly number[],
): Promise<Figure> {
  const networks = networksOf(config, tensors);
  try {
    const { phase, step } = training;
    return await drawFigure(sceneOf({ config, phase, step, images }, pinned), networks);
  } finally {
    disposeNetworks(networks);
  }
}
