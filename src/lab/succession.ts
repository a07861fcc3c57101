/** Which run is the present one: how one begins, and how another takes its place. The one before is saved first, and let go. */
import { messageOf } from '../base/messageOf';
import type { RunFolder } from '../checkpoints/runFolder';
import type { SourceFile } from '../data/types';
import { changed, configDifference, type Config } from '../experiments/config';
import { isAtBeginning } from '../experiments/position';
import type { PlainTensor } from '../networks/parameters';
import { SIZES } from '../schema/sizes';
import { assertFits } from '../training/memory';
import type { Continued, LabEvent } from './events';
import type { LiveFigure } from './figure/live';
import type { LoadedImages } from './images/loadedImages';
import { OpenRun, type Before } from './openRun';
import type { Device } from './recovery/device';
import { Run } from './run';
import type { Keeping } from './saving/keeper';
import { checkpointToContinue, keptBefore, restoredRun, type Continuation } from './saving/restoring';
import { readyToBegin, shippedIn, shippedOrigin } from './shipped';
import type { Trainer } from './trainer';
import { methodOf } from './works';

/** Images on which networks that come with the program are tried, spread over the set. */
const TRIED = 64;

/** What it needs of the Lab. */
interface Surroundings {
  readonly trainer: Trainer;
  readonly images: LoadedImages;
  readonly figure: LiveFigure;
  readonly device: Device;
  readonly keeping: Keeping | undefined;
  readonly emit: (event: LabEvent) => void;
}

export class Succession {
  readonly #around: Surroundings;
  /** Of the run that begins with the first images. */
  first: Config;

  constructor(first: Config, around: Surroundings) {
    this.first = first;
    this.#around = around;
  }

  get config(): Config {
    return this.#around.trainer.open?.run.config ?? this.first;
  }

  /** A fresh run on images that are read; false when reading was cancelled or nothing was usable. */
  async load(files: readonly SourceFile[], name: string): Promise<boolean> {
    const { config } = this;
    if (await this.#refuses(config)) return false;
    await this.#pause();
    const set = await this.#around.images.read(files, name, SIZES[config.size].storedPixels);
    if (!set) return false;
    this.#around.images.use(set, files);
    await this.#begin(new Run(config, set), { beganWith: shippedOrigin(config) });
    return true;
  }

  /** The config of a run that suits the images better than the networks that the present one begins with; null: none does. */
  async betterThanShipped(): Promise<Config | null> {
    const run = this.#around.trainer.open?.run;
    if (!run || shippedIn(run.config).length === 0 || !isAtBeginning(run.config, run)) return null;
    const { config, networks, images } = run;
    const suit = await methodOf(config).suit?.({ networks, config, images, indices: images.spread(TRIED) });
    if (!suit || this.#around.trainer.open?.run !== run) return null;
    this.#around.emit({ type: 'suit', said: suit.said });
    const better = changed(config, suit.changes);
    return configDifference(config, better).length > 0 ? better : null;
  }

  /** A fresh run of this config on the present images; without any, it is the one that begins with the first. */
  async restart(config: Config, beganWith: Before['beganWith'] = null): Promise<boolean> {
    const { images } = this.#around;
    if (await this.#refuses(config)) return false;
    await this.#pause();
    if (!images.present) {
      this.first = config;
      return true;
    }
    const set = await images.at(SIZES[config.size].storedPixels);
    if (!set) return false;
    images.use(set);
    await this.#begin(new Run(config, set), { beganWith: beganWith ?? shippedOrigin(config) });
    return true;
  }

  /** A stored run, at one of its checkpoints. Throws one sentence if there is no whole one. */
  async continue(folder: RunFolder, how: Continuation): Promise<Continued> {
    const { device, images, keeping, trainer, emit } = this.#around;
    const { stored, checkpoint, skipped } = await checkpointToContinue(folder, how, device.limits);
    await this.#pause();
    const own = await images.ofRun(checkpoint);
    if ('outcome' in own) return own;
    const kept = await keptBefore(folder, stored, how, keeping);
    const { run, before } = restoredRun(checkpoint, own);
    images.use(own);
    emit({ type: 'restored', config: run.config });
    await this.#begin(run, { ...kept, ...before });
    const present = trainer.open?.keeper.status.run ?? null;
    return { outcome: 'continued', run: present, checkpoint: stored, skipped };
  }

  /** Phase two of a fresh run, with weights of another. Throws without images. */
  async beginFrom(
    config: Config,
    weights: ReadonlyMap<string, PlainTensor>,
    beganWith: Before['beganWith'] = null,
  ): Promise<void> {
    const { device, images, trainer, emit } = this.#around;
    assertFits(methodOf(config), config, device.limits);
    await readyToBegin([config]);
    await this.#pause();
    const set = await images.source.at(SIZES[config.size].storedPixels);
    if (!set) throw new Error('There are no images yet.');
    const run = Run.withWeights(config, set, weights);
    images.use(set);
    emit({ type: 'restored', config });
    await this.#begin(run, { beganWith });
    await trainer.open!.rememberPoint();
  }

  #pause(): Promise<void> {
    return this.#around.trainer.halt('paused');
  }

  /** Tells as a failure why no run of this config can begin, as where it cannot fit into memory; the run there is stays. */
  async #refuses(config: Config): Promise<boolean> {
    const { device, emit } = this.#around;
    try {
      assertFits(methodOf(config), config, device.limits);
      await readyToBegin([config]);
      return false;
    } catch (error) {
      emit({ type: 'failure', failure: { what: messageOf(error), todo: 'Nothing was changed.' } });
      return true;
    }
  }

  /** Takes over a run that was just made in place of the present one, whose last save is waited for. */
  async #begin(run: Run, before: Before): Promise<void> {
    const { trainer, images, figure, device, keeping, emit } = this.#around;
    const { open } = trainer;
    const madeOn = device.present;
    await this.#pause();
    await trainer.settled();
    open?.dispose();
    const around = {
      source: images.source,
      keeping: keeping ?? null,
      backend: () => device.info,
      state: () => trainer.state,
      emit,
    };
    trainer.take(new OpenRun(run, around, before), madeOn);
    await figure.draw();
  }
}
