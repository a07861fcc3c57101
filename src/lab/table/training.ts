/** One run of a table: from nothing, from a shared autoencoder or from where it was broken off; trained and measured. */
import type { Checkpoint } from '../../checkpoints/checkpoint';
import type { ReadCheckpoint, RunFolder } from '../../checkpoints/runFolder';
import type { ImageSet } from '../../data/imageSet';
import { configDifference, valueOf, type Config } from '../../experiments/config';
import { isTrainedIn } from '../../experiments/phases';
import { disposeNetworks, readNetworks } from '../../networks/networks';
import type { Device } from '../recovery/device';
import type { MetricRow, Recovery } from '../events';
import { Guard } from '../recovery/guard';
import { HostTurns } from '../hostTurns';
import type { KeptBefore, KeptRun } from '../saving/keeper';
import { OpenRun, type Before } from '../openRun';
import { Explosion } from '../recovery/trouble';
import { Run } from '../run';
import type { SavingPlan } from '../saving/schedule';
import { networksOf } from '../works';
import { yieldToHost } from '../yieldToHost';

/** What a run needs of its surroundings. */
export interface TrainingPlace {
  readonly images: ImageSet;
  readonly identify: KeptRun['source']['identify'];
  readonly device: Device;
  readonly saving: SavingPlan;
  readonly signal: AbortSignal;
  readonly onStep: (run: Run) => void;
  /** The run had to go back to where it stood before, and goes on from there. */
  readonly onRecovery: (recovery: Recovery) => void;
}

/** A run with what there is of it already. */
export interface Begun {
  readonly run: Run;
  readonly before: Before;
}

/** Goes on with a trial of this config. Throws one sentence if the checkpoint is of other settings. */
export function goOn(config: Config, images: ImageSet, { stored, checkpoint }: ReadCheckpoint): Begun {
  const { about, tensors, metrics } = checkpoint;
  const [key] = configDifference(about.config, config);
  if (key) {
    const values = `${key} was ${String(valueOf(about.config, key))} and is now ${String(valueOf(config, key))}`;
    throw new Error(`A trial was begun with other settings: ${values}. Give another folder.`);
  }
  const { training, redraws } = about;
  const run = Run.restore(config, images, training, tensors);
  return { run, before: { rows: metrics, last: stored, state: { training, tensors }, redraws } };
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
  const { training, redraws } = about;
  const shared = [...tensors].filter(([name]) => isTrainedIn(training.phase, name));
  const state = { training, tensors: new Map([...fresh, ...shared]) };
  return {
    run: Run.restore(config, images, training, state.tensors),
    before: { rows: metrics, state, redraws },
  };
}

export class TableRun {
  readonly #open: OpenRun;
  readonly #guard: Guard;
  readonly #place: TrainingPlace;
  #state: 'ready' | 'running' | 'paused' | 'finished' = 'ready';

  /** @param folder null for a run that is only measured */
  static async open(
    begin: () => Begun | Promise<Begun>,
    folder: RunFolder | null,
    place: TrainingPlace,
  ): Promise<TableRun> {
    const manifest = await folder?.readManifest();
    const kept: KeptBefore = { ...manifest, ...(folder && { folder }) };
    const { made, generation } = await place.device.make(begin);
    const before = { ...kept, ...made.before, state: made.before.state ?? null };
    return new TableRun(made.run, before, place, generation);
  }

  private constructor(run: Run, before: Before, place: TrainingPlace, generation: number) {
    const { device, saving: plan } = place;
    const { folder } = before;
    this.#place = place;
    this.#open = new OpenRun(
      run,
      {
        source: place,
        keeping: folder ? { newFolder: () => folder, plan } : null,
        backend: () => device.info,
        state: () => this.#state,
        emit: () => undefined, // what is wrong with a save is asked for at the end; until then it is tried again
      },
      before,
    );
    this.#guard = new Guard(device, {
      trainee: () => this.#open,
      hear: () => undefined, // there is always more work to come
      ...{ todo: '', generation },
    });
  }

  get run(): Run {
    return this.#open.run;
  }

  /** All that was logged. */
  get rows(): readonly MetricRow[] {
    return this.#open.logbook.rows;
  }

  /** How often other batches were drawn after a loss that was no number. */
  get redraws(): number {
    return this.#open.redraws;
  }

  /**
   * Trains until `isDone`, saving on the way and at the end. When the signal is aborted it saves and throws an
   * AbortError; a loss that is no number again and again throws an Explosion.
   */
  async train(isDone: (run: Run) => boolean): Promise<void> {
    const { keeper } = this.#open;
    try {
      do {
        await this.#advanceUntil(isDone);
        this.#state = this.run.finished ? 'finished' : 'paused';
      } while (!(await this.#isDone(() => keeper.save())));
    } finally {
      await this.#open.settled();
    }
    const { problem } = keeper.status;
    if (problem !== null) throw new Error(problem);
    this.#place.signal.throwIfAborted();
  }

  async #advanceUntil(isDone: (run: Run) => boolean): Promise<void> {
    const { signal, onStep } = this.#place;
    const turns = new HostTurns();
    this.#state = 'running';
    while (!isDone(this.run) && !signal.aborted) {
      await this.#isDone(async () => {
        await this.#open.advance();
        onStep(this.run);
      });
      await turns.between(this.#open.keeper);
    }
  }

  /**
   * What `work` makes of the run, which stays as it is; made again where a device was lost meanwhile. It is to call
   * `rest` now and then, which ends it where that has happened. Throws an AbortError when the signal is aborted.
   */
  async measure<T>(work: (run: Run, rest: () => Promise<void>) => Promise<T>): Promise<T> {
    const { signal } = this.#place;
    const rest = async (): Promise<void> => {
      await yieldToHost();
      this.#guard.assertDevice();
    };
    for (;;) {
      const made: T[] = [];
      const isDone = await this.#isDone(async () => {
        try {
          made.push(await work(this.run, rest));
        } catch (error) {
          if (!signal.aborted) throw error;
        }
      });
      signal.throwIfAborted();
      if (isDone) return made[0]!;
    }
  }

  /** Does work on the run; false where it is void, because the run went back. Throws what the run fails of. */
  async #isDone(work: () => Promise<void>): Promise<boolean> {
    const outcome = await this.#guard.during(work);
    if (outcome.kind === 'failed') {
      const { error, failure } = outcome;
      if (error instanceof Explosion) throw error;
      throw new Error(`${failure.what} ${failure.todo}`.trim(), { cause: error });
    }
    if (outcome.kind === 'recovered') this.#place.onRecovery(outcome.recovery);
    return outcome.kind === 'done';
  }

  async dispose(): Promise<void> {
    await this.#open.settled();
    this.#guard.dispose();
    this.#open.dispose();
  }
}
