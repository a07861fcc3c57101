/** Trains one run of a table: from nothing, from a shared autoencoder or from where it was broken off. */
import type { Checkpoint } from '../checkpoints/checkpoint';
import type { ReadCheckpoint, RunFolder } from '../checkpoints/runFolder';
import type { ImageSet } from '../data/imageSet';
import { configDifference, valueOf, type Config } from '../experiments/config';
import { isTrainedIn } from '../experiments/phases';
import { disposeNetworks, readNetworks } from '../networks/networks';
import type { BackendInfo, MetricRow, StoredCheckpoint } from './events';
import type { ImageSource } from './imageSource';
import { HostTurns } from './hostTurns';
import { Keeper } from './keeper';
import { logInterval, Logbook } from './logbook';
import { Run } from './run';
import type { SavingPlan } from './savingSchedule';
import { networksOf } from './works';

/** What a training needs of its surroundings. */
export interface TrainingPlace {
  readonly images: ImageSet;
  readonly identify: ImageSource['identify'];
  readonly backend: BackendInfo;
  readonly saving: SavingPlan;
  readonly signal: AbortSignal;
  readonly onStep: (run: Run) => void;
}

/** A run with what was logged of it. */
export interface Begun {
  readonly run: Run;
  readonly rows: readonly MetricRow[];
  /** Where it stands on disk, if it is there. */
  readonly last?: StoredCheckpoint;
}

/** Goes on with a trial of this config. Throws one sentence if the checkpoint is of other settings. */
export function goOn(config: Config, images: ImageSet, { stored, checkpoint }: ReadCheckpoint): Begun {
  const { about, tensors, metrics } = checkpoint;
  const [key] = configDifference(about.config, config);
  if (key) {
    const values = `${key} was ${String(valueOf(about.config, key))} and is now ${String(valueOf(config, key))}`;
    throw new Error(`A trial was begun with other settings: ${values}. Give another folder.`);
  }
  const run = Run.restore(config, images, about.training, tensors);
  return { run, rows: metrics, last: stored };
}

/**
 * A run that stands where another stood in phase one, with its autoencoder. R and C are fresh, as that phase leaves
 * them: the run is the one that `config` would have had from the beginning, if phase one of both is the same.
 */
export async function withAutoencoder(
  config: Config,
  images: ImageSet,
  { about, tensors, metrics }: Checkpoint,
): Promise<Begun> {
  const networks = networksOf(config);
  const fresh = await readNetworks(networks).finally(() => disposeNetworks(networks));
  const shared = [...tensors].filter(([name]) => isTrainedIn(about.training.phase, name));
  const run = Run.restore(config, images, about.training, new Map([...fresh, ...shared]));
  return { run, rows: metrics };
}

/**
 * Trains until `isDone`, saving on the way and at the end. When the signal is aborted it saves and throws an
 * AbortError; a loss that is no number throws an Explosion. The run stays the caller’s.
 *
 * @returns all that was logged
 */
export async function trainRun(
  { run, rows, last }: Begun,
  isDone: (run: Run) => boolean,
  folder: RunFolder,
  place: TrainingPlace,
): Promise<readonly MetricRow[]> {
  const logbook = new Logbook(logInterval(place.backend), rows);
  let state: 'running' | 'paused' | 'finished' = 'running';
  const manifest = await folder.readManifest();
  const keeper = new Keeper(
    { newFolder: () => folder, plan: place.saving },
    { run, logbook, source: place, backend: place.backend, tunings: [], state: () => state },
    () => undefined, // what is wrong with a save is asked for at the end; until then it is tried again
    { ...manifest, folder, ...(last && { last }) },
  );
  try {
    await advanceUntil(isDone, run, logbook, keeper, place);
    state = run.finished ? 'finished' : 'paused';
    await keeper.save();
  } finally {
    await keeper.settled();
  }
  const { problem } = keeper.status;
  if (problem !== null) throw new Error(problem);
  place.signal.throwIfAborted();
  return logbook.rows;
}

async function advanceUntil(
  isDone: (run: Run) => boolean,
  run: Run,
  logbook: Logbook,
  keeper: Keeper,
  { signal, onStep }: TrainingPlace,
): Promise<void> {
  const turns = new HostTurns();
  while (!isDone(run) && !signal.aborted) {
    await logbook.advance(run);
    keeper.afterStep();
    onStep(run);
    await turns.between(keeper);
  }
}
