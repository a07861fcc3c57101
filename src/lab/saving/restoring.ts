/** From stored runs back to life: what a Lab needs to go on with one, or to look at one of its checkpoints. */
import type { Checkpoint } from '../../checkpoints/checkpoint';
import type { ReadCheckpoint, RunFolder } from '../../checkpoints/runFolder';
import type { ImageSet } from '../../data/imageSet';
import { SIZES } from '../../schema/sizes';
import { disposeNetworks } from '../../networks/networks';
import type { BadCheckpoint, CheckpointView, Figure } from '../events';
import { drawFigure, sceneOf } from '../figure/scene';
import { networksOf } from '../works';

/** A checkpoint of this name, or else the newest whole one. Throws one sentence if there is none. */
export async function findCheckpoint(
  folder: RunFolder,
  name?: string,
): Promise<ReadCheckpoint & { skipped: readonly BadCheckpoint[] }> {
  if (name !== undefined) return { ...(await folder.read(name)), skipped: [] };
  const { found, skipped } = await folder.newest();
  if (found) return { ...found, skipped };
  const why = skipped.length === 0 ? 'it was ended before the first one' : skipped[0]!.reason;
  throw new Error(`The run has no checkpoint to continue from: ${why}.`);
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
