/**
 * One session: the backend, the images, the present run and the loop that advances it. The same class serves the
 * page's worker and the command line; what differs between them comes in as LabPlatform.
 */
import type { RunFolder } from '../checkpoints/runFolder';
import type { ImageSet } from '../data/imageSet';
import type { DecodeImage, SourceFile } from '../data/types';
import { changed, configDifference, picked, type Changes, type Config } from '../experiments/config';
import { beginningOf } from '../experiments/position';
import { endOfPhase, retuned } from '../experiments/retune';
import type { BackendOptions } from '../kernels/backend';
import { readNetworks, writeNetworks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import type {
  CheckpointView,
  Continued,
  Figure,
  LabEvent,
  Learners,
  MetricRow,
  Played,
  RunStatus,
  Thumbnails,
} from './events';
import { Device } from './recovery/device';
import type { Subject } from './evaluate/evaluation';
import { drawFigure, sceneOf } from './figure/scene';
import type { FigureSnapshot } from './figure/painter';
import { LoadedImages } from './images/loadedImages';
import type { Keeper, Keeping } from './saving/keeper';
import { LiveFigure } from './figure/live';
import { idleStatus, type Before } from './openRun';
import { Game } from './play';
import type { Run } from './run';
import { viewCheckpoint, type Continuation } from './saving/restoring';
import { Succession } from './succession';
import { Trainer } from './trainer';

export interface LabPlatform {
  readonly decode: DecodeImage;
  readonly emit: (event: LabEvent) => void;
  /** Where runs are kept; without it they are lost when the Lab is. */
  readonly keeping?: Keeping;
}

export class Lab {
  readonly #platform: LabPlatform;
  readonly #figure: LiveFigure;
  readonly #images: LoadedImages;
  readonly #trainer: Trainer;
  readonly #game = new Game({
    run: () => this.#run,
    pinned: () => this.#figure.pinned,
    pause: () => this.pause(),
    step: (learners) => this.#trainer.step(learners),
  });
  /** What all of the session computes on, also what is trained beside the run. */
  readonly device: Device;
  readonly #succession: Succession;

  constructor(config: Config, platform: LabPlatform) {
    this.#platform = platform;
    this.device = new Device((backend) => platform.emit({ type: 'backend', backend }));
    this.#figure = new LiveFigure({
      run: () => this.#run,
      emit: platform.emit,
      isDeviceLost: () => this.#trainer.isDeviceLost(),
    });
    this.#images = new LoadedImages(platform.decode, this.#figure, platform.emit);
    this.#trainer = new Trainer({
      emit: platform.emit,
      figure: this.#figure,
      device: this.device,
      sendStatus: () => this.#sendStatus(),
    });
    const [trainer, images, figure, device] = [this.#trainer, this.#images, this.#figure, this.device];
    const { emit, keeping } = platform;
    this.#succession = new Succession(config, { trainer, images, figure, device, keeping, emit });
  }

  /** Starts the backend. Throws one clear sentence if the wanted one cannot run here. */
  async open(options: Omit<BackendOptions, 'onDeviceLost'>): Promise<void> {
    await this.device.start(options);
    this.#sendStatus();
  }

  /** From now on a run that needs more bytes of tensors is not begun; null: all there are. The present one goes on. */
  limitMemory(cap: number | null): void {
    this.device.limitMemory(cap);
    this.#sendStatus();
  }

  /** From now on the figure is drawn elsewhere: a snapshot goes there whenever it should be drawn anew. Null: here. */
  drawElsewhere(painter: ((snapshot: FigureSnapshot) => void) | null): Promise<void> {
    return this.#figure.drawElsewhere(painter);
  }

  get config(): Config {
    return this.#succession.config;
  }

  get images(): ImageSet | null {
    return this.#images.present;
  }

  /** The files that the present images came from, and what they are called; null without images. */
  get origin(): LoadedImages['source']['origin'] {
    return this.#images.source.origin;
  }

  /** The present run, for evaluation to look at between two steps; null without images. */
  get subject(): Subject | null {
    return this.#run;
  }

  get metrics(): readonly MetricRow[] {
    return this.#trainer.open?.logbook.rows ?? [];
  }

  get #run(): Run | null {
    return this.#trainer.open?.run ?? null;
  }

  get status(): RunStatus {
    const { open, state } = this.#trainer;
    return { ...(open?.status ?? idleStatus(this.config)), state };
  }

  /**
   * Reads images and begins a fresh run on them; the run before is given up only when that worked.
   *
   * @returns false when reading was cancelled or nothing was usable (told as a failure)
   */
  load(files: readonly SourceFile[], name: string): Promise<boolean> {
    return this.#succession.load(files, name);
  }

  /**
   * Tries networks that come with the program on the images, where the run begins with them and has not taken a step: says how
   * well they suit, and begins anew with what suits better if they do not.
   */
  async tryShipped(): Promise<void> {
    const better = await this.#succession.betterThanShipped();
    if (!better) return;
    this.#platform.emit({ type: 'restored', config: better });
    await this.restart(better);
  }

  cancelReading(): void {
    this.#images.source.cancel();
  }

  /** Begins anew with the present config and seed; a hot field keeps its latest value. */
  async reset(): Promise<void> {
    await this.restart(this.config);
  }

  /**
   * Begins anew with another config; the images are read again if they are needed at another size.
   *
   * @param beganWith the weights that the run will be given, which are noted with it
   * @returns false when it was refused or reading was cancelled (told as a failure): the run before stays
   */
  restart(config: Config, beganWith: Before['beganWith'] = null): Promise<boolean> {
    return this.#succession.restart(config, beganWith);
  }

  /**
   * Puts a stored run in the place of the present one, at one of its checkpoints. Where the images loaded are not
   * the run’s own, nothing changes. Throws one sentence if there is no whole checkpoint.
   */
  async continueRun(folder: RunFolder, how: Continuation = {}): Promise<Continued> {
    const continued = await this.#succession.continue(folder, how);
    if (continued.outcome === 'continued') await this.#retune(how.changes ?? {}, {});
    return continued;
  }

  /**
   * Begins phase two on the present images with the weights of another run; networks that it has none of are fresh.
   * Throws without images.
   *
   * @param beganWith what is noted of their origin
   */
  beginFrom(
    config: Config,
    weights: ReadonlyMap<string, PlainTensor>,
    beganWith: Before['beganWith'] = null,
  ): Promise<void> {
    return this.#succession.beginFrom(config, weights, beganWith);
  }

  /** Looks at a checkpoint without continuing it, with the images that are pinned. */
  async viewCheckpoint(folder: RunFolder, name: string): Promise<CheckpointView> {
    return viewCheckpoint(await folder.read(name), this.images, this.#figure.pinned);
  }

  /** The part that keeps the present run; null without one. */
  get keeper(): Keeper | null {
    return this.#trainer.open?.keeper ?? null;
  }

  /** Trains until paused, stopped or finished. */
  start(): void {
    this.#trainer.start();
  }

  /** Resolves when the loop has come to rest, whatever ended it. */
  settled(): Promise<void> {
    return this.#trainer.settled();
  }

  pause(): Promise<void> {
    return this.#trainer.halt('paused');
  }

  /** Ends the run; weights and metrics stay. */
  stop(): Promise<void> {
    return this.#trainer.halt('stopped');
  }

  /** One step, then paused. */
  step(): Promise<void> {
    return this.#trainer.step();
  }

  /** One step of phase two that these learn from, then paused. Throws one sentence where that is no move of the game. */
  play(learners: Learners): Promise<Played | null> {
    return this.#game.play(learners);
  }

  /** Changes hot fields between two steps; throws one sentence for others, and for what may no longer change. */
  tune(changes: Changes): Promise<void> {
    return this.#retune(changes, changes);
  }

  /** Phase one ends with the step that it has reached. Throws one sentence where there is none to end. */
  async endPhaseOne(): Promise<void> {
    const run = this.#run;
    if (!run) throw new Error('There is no run: load images first.');
    await this.#retune(endOfPhase(run.config, run, run.images.count), {});
  }

  /** @param known what of the changes the listener has; it is told the rest */
  async #retune(changes: Changes, known: Changes): Promise<void> {
    const { open } = this.#trainer;
    const expected = changed(this.config, known);
    const isOther = open?.tune(changes) ?? false;
    const { first } = this.#succession;
    if (!open) this.#succession.first = retuned(first, changes, beginningOf(first), 0);
    const { config } = this;
    const others = configDifference(expected, config);
    if (others.length > 0) this.#platform.emit({ type: 'settings', settings: picked(config, others) });
    this.#trainer.followBudget();
    if (isOther) await this.#figure.draw();
  }

  /** Chooses the images of the figure; indices outside the set are left out. */
  pin(indices: readonly number[]): Promise<void> {
    return this.#images.pin(indices);
  }

  /** Small pictures of images `from` … `from + count − 1`, as far as there are so many. */
  thumbnails(from: number, count: number): Thumbnails {
    return this.#images.thumbnails(from, count);
  }

  /** Figure 3 for images by their index, with the networks as they are. Throws without images. */
  async drawFigure(images: readonly number[] = this.#figure.pinned): Promise<Figure> {
    if (!this.#run) throw new Error('There are no images yet.');
    return drawFigure(sceneOf(this.#run, images), this.#run.networks);
  }

  /** All weights and moving averages, E, D, R and C. Throws without images. */
  async parameters(): Promise<Map<string, PlainTensor>> {
    if (!this.#run) throw new Error('There is nothing to save yet: load images first.');
    return readNetworks(this.#run.networks);
  }

  /** Replaces all weights; throws, changing nothing in that network, where one does not fit. */
  async setParameters(values: ReadonlyMap<string, PlainTensor>): Promise<void> {
    if (!this.#run) throw new Error('There is no run to load weights into: load images first.');
    writeNetworks(this.#run.networks, values);
    await this.#trainer.open!.rememberPoint();
    await this.#figure.draw();
  }

  #sendStatus(): void {
    this.#platform.emit({ type: 'status', status: this.status });
  }
}
