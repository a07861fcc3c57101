/**
 * One session: the backend, the images, the present run and the loop that advances it. The same class serves the
 * page's worker and the command line; what differs between them comes in as LabPlatform.
 */
import * as tf from '@tensorflow/tfjs-core';
import { messageOf } from '../base/messageOf';
import type { RunFolder } from '../checkpoints/runFolder';
import type { ImageSet } from '../data/imageSet';
import type { DecodeImage, SourceFile } from '../data/types';
import type { Config, ConfigKey } from '../experiments/config';
import { SIZES } from '../experiments/sizes';
import { startBackend, type BackendOptions } from '../kernels/backend';
import { readNetworks, writeNetworks } from '../networks/networks';
import type { PlainTensor } from '../networks/parameters';
import type {
  BackendInfo,
  CheckpointView,
  Continued,
  Failure,
  Figure,
  LabEvent,
  MetricRow,
  RunState,
  RunStatus,
  StoredCheckpoint,
  Thumbnails,
  Tuning,
} from './events';
import { drawFigure } from './figure';
import type { FigureSnapshot } from './figurePainter';
import { ImageSource, imagesDifference } from './imageSource';
import { Keeper, type Keeping, type KeptBefore } from './keeper';
import { LiveFigure, sceneOf } from './liveFigure';
import { Logbook } from './logbook';
import { assertHot, findCheckpoint, viewCheckpoint, withHotChanges } from './restoring';
import { Run } from './run';
import { thumbnails } from './thumbnails';
import { yieldToHost } from './yieldToHost';

export interface LabPlatform {
  readonly decode: DecodeImage;
  readonly emit: (event: LabEvent) => void;
  /** Where runs are kept; without it they are lost when the Lab is. */
  readonly keeping?: Keeping;
}

/** How a stored run is to go on. */
interface Continuation {
  /** The checkpoint’s name; without one, the newest that is whole. */
  readonly checkpoint?: string;
  /** Hot fields that shall differ from now on. */
  readonly changes?: Partial<Config>;
  /** As a new run: what is on disk of the old one stays as it is. */
  readonly fork?: boolean;
}

/** Images pinned at first, spread over the set. */
const FIRST_PINNED = 4;
const STATUS_INTERVAL_MS = 100;
/** Commands are heard between two steps, at least this often. */
const YIELD_INTERVAL_MS = 30;

export class Lab {
  readonly #platform: LabPlatform;
  #config: Config;
  readonly #source: ImageSource;
  #backend: BackendInfo | null = null;
  #run: Run | null = null;
  #keeper: Keeper | null = null;
  #tunings: Tuning[] = [];
  #logbook = new Logbook(1);
  #state: RunState = 'empty';
  #loop: Promise<void> = Promise.resolve();
  #logInterval = 1;
  #statusDue = 0;
  readonly #figure: LiveFigure;

  constructor(config: Config, platform: LabPlatform) {
    this.#config = config;
    this.#platform = platform;
    this.#source = new ImageSource(platform.decode, (progress) =>
      platform.emit({ type: 'reading', progress }),
    );
    this.#figure = new LiveFigure(() => this.#run, platform.emit);
  }

  /** Starts the backend. Throws one clear sentence if the wanted one cannot run here. */
  async open(backend: BackendOptions): Promise<void> {
    const info = await startBackend(backend);
    this.#backend = info;
    // A GPU works ahead of us: reading losses waits for it, so not every step does.
    this.#logInterval = info.name === 'webgpu' ? 5 : 1;
    this.#platform.emit({ type: 'backend', backend: info });
    this.#sendStatus();
  }

  /** From now on the figure is drawn elsewhere: a snapshot goes there whenever it should be drawn anew. */
  drawElsewhere(painter: (snapshot: FigureSnapshot) => void): Promise<void> {
    return this.#figure.drawElsewhere(painter);
  }

  get config(): Config {
    return this.#config;
  }

  get images(): ImageSet | null {
    return this.#source.images;
  }

  get metrics(): readonly MetricRow[] {
    return this.#logbook.rows;
  }

  get status(): RunStatus {
    const run = this.#run;
    const { numTensors, numBytes } = tf.memory();
    const rate = this.#logbook.imagesPerSecond;
    return {
      state: this.#state,
      phase: run?.phase ?? 'autoencoder',
      step: run?.step ?? 0,
      steps: run ? run.steps[run.phase] : 0,
      epoch: run?.epoch ?? 0,
      epochs: run ? (run.steps[run.phase] * run.config.batchSize) / run.images.count : 0,
      imagesPerSecond: rate,
      secondsLeft: run ? this.#logbook.secondsLeft(run) : null,
      stallMilliseconds: run?.stallMilliseconds ?? 0,
      tensors: numTensors,
      tensorBytes: numBytes,
    };
  }

  /**
   * Reads images and begins a fresh run on them; the run before is given up only when that worked.
   *
   * @returns false when reading was cancelled or nothing was usable (told as a failure)
   */
  async load(files: readonly SourceFile[], name: string): Promise<boolean> {
    await this.pause();
    const { storedPixels } = SIZES[this.#config.size];
    const images = await this.#reading(() => this.#source.read(files, name, storedPixels));
    if (!images) return false;
    this.#useImages(images, files);
    await this.#begin(new Run(this.#config, images));
    return true;
  }

  cancelReading(): void {
    this.#source.cancel();
  }

  /** What `read` gives; null, told as a failure, where nothing was usable. */
  async #reading(read: () => Promise<ImageSet | null>): Promise<ImageSet | null> {
    try {
      return await read();
    } catch (error) {
      this.#fail(error, 'Drop a folder, images or a zip of images; the images loaded before are still here.');
      return null;
    }
  }

  #useImages(images: ImageSet, files?: readonly SourceFile[]): void {
    if (images === this.images) return;
    this.#source.use(images, files);
    this.#platform.emit({ type: 'images', images: images.info });
    if (files) this.#setPinned(images.spread(FIRST_PINNED));
  }

  /** Takes over a run in place of the present one, whose last save is waited for. */
  async #begin(run: Run, rows: readonly MetricRow[] = [], before: KeptBefore = {}): Promise<void> {
    await this.#keeper?.settled();
    this.#run?.dispose();
    this.#run = run;
    this.#logbook = new Logbook(this.#logInterval, rows);
    this.#tunings = [];
    this.#platform.emit({ type: 'metrics', rows, fresh: true });
    this.#keeper = new Keeper(
      this.#platform.keeping ?? null,
      {
        run,
        logbook: this.#logbook,
        source: this.#source,
        backend: this.#backend!,
        tunings: this.#tunings,
        state: () => this.#state,
      },
      this.#platform.emit,
      before,
    );
    this.#setState(run.finished ? 'finished' : rows.length > 0 ? 'paused' : 'ready');
    await this.#figure.draw();
  }

  /** Begins anew with the present config and seed; a hot field keeps its latest value. */
  async reset(): Promise<void> {
    await this.restart(this.config);
  }

  /** Begins anew with another config; the images are read again if they are needed at another size. */
  async restart(config: Config): Promise<void> {
    await this.pause();
    if (this.images) {
      const images = await this.#reading(() => this.#source.at(SIZES[config.size].storedPixels));
      if (!images) return;
      this.#useImages(images);
    }
    this.#config = config;
    if (this.images) await this.#begin(new Run(config, this.images));
  }

  /**
   * Puts a stored run in the place of the present one, at one of its checkpoints. Where the images loaded are not
   * the run’s own, nothing changes. Throws one sentence if there is no whole checkpoint.
   */
  async continueRun(folder: RunFolder, how: Continuation = {}): Promise<Continued> {
    const { stored, checkpoint, skipped } = await findCheckpoint(folder, how.checkpoint);
    const { about, tensors, metrics } = checkpoint;
    const config = withHotChanges(about.config, how.changes ?? {});
    await this.pause();
    const images = await this.#source.at(SIZES[config.size].storedPixels);
    const loaded = images && (await this.#source.identify(images));
    if (!images || loaded?.hash !== about.images.hash) {
      const difference = imagesDifference(about.images, loaded);
      return { outcome: 'images', wanted: about.images, loaded, difference };
    }
    const run = Run.restore(config, images, about.training, tensors);
    this.#useImages(images);
    this.#config = config;
    this.#platform.emit({ type: 'restored', config });
    await this.#begin(run, metrics, await keptBefore(folder, stored, how.fork ?? false));
    for (const tuning of about.tunings) this.#noteTuning(tuning);
    return { outcome: 'continued', run: this.#keeper!.status.run ?? folder.id, checkpoint: stored, skipped };
  }

  /** Looks at a checkpoint without continuing it, with the images that are pinned. */
  async viewCheckpoint(folder: RunFolder, name: string): Promise<CheckpointView> {
    return viewCheckpoint(await folder.read(name), this.images, this.#figure.pinned);
  }

  /** The part that keeps the present run; null without one. */
  get keeper(): Keeper | null {
    return this.#keeper;
  }

  /** Trains until paused, stopped or finished. */
  start(): void {
    if (!this.#run || (this.#state !== 'ready' && this.#state !== 'paused')) return;
    this.#setState('running');
    this.#loop = this.#train(this.#run);
  }

  /** Resolves when the loop has come to rest, whatever ended it. */
  async settled(): Promise<void> {
    await this.#loop;
  }

  async pause(): Promise<void> {
    await this.#halt('paused');
  }

  /** Ends the run; weights and metrics stay. */
  async stop(): Promise<void> {
    await this.#halt('stopped');
  }

  async #halt(state: 'paused' | 'stopped'): Promise<void> {
    const running = this.#state === 'running';
    const changes = running || (state === 'stopped' && this.#state === 'paused');
    if (changes) this.#setState(state);
    await this.#loop;
    if (running) await this.#figure.draw();
    if (changes && this.#state === state) void this.#keeper?.save();
  }

  /** One step, then paused. */
  async step(): Promise<void> {
    await this.pause();
    const run = this.#run;
    if (!run || (this.#state !== 'ready' && this.#state !== 'paused')) return;
    this.#loop = this.#guard(async () => {
      await this.#logbook.advance(run);
      this.#keeper?.afterStep();
      this.#setState(run.finished ? 'finished' : 'paused');
    });
    await this.#loop;
    this.#sendMetrics();
    this.#sendStatus();
    await this.#figure.draw();
  }

  /** Changes hot fields between two steps; others are refused. */
  async tune(changes: Partial<Config>): Promise<void> {
    const keys = Object.keys(changes) as ConfigKey[];
    assertHot(changes);
    const before = this.config;
    this.#config = { ...this.#config, ...changes };
    const run = this.#run;
    if (!run) return;
    run.tune(changes);
    const changed = keys.filter((key) => before[key] !== changes[key]);
    if (changed.length === 0) return;
    if (run.step > 0 || run.phase === 'repair') {
      this.#noteTuning({
        phase: run.phase,
        step: run.step,
        changes: changed.map((key) => ({ key, from: String(before[key]), to: String(run.config[key]) })),
      });
    }
    await this.#figure.draw();
  }

  #noteTuning(tuning: Tuning): void {
    this.#tunings.push(tuning);
    this.#platform.emit({ type: 'tuned', ...tuning });
  }

  /** Chooses the images of the figure; indices outside the set are left out. */
  async pin(indices: readonly number[]): Promise<void> {
    const count = this.images?.count ?? 0;
    this.#setPinned(indices.filter((index) => Number.isInteger(index) && index >= 0 && index < count));
    await this.#figure.draw();
  }

  #setPinned(indices: readonly number[]): void {
    this.#figure.pinned = indices;
    this.#platform.emit({ type: 'pinned', indices });
  }

  /** Small pictures of images `from` … `from + count − 1`, as far as there are so many. */
  thumbnails(from: number, count: number): Thumbnails {
    return thumbnails(this.images, from, count);
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
    await this.#figure.draw();
  }

  async #train(run: Run): Promise<void> {
    await this.#guard(async () => {
      let heard = performance.now();
      while (this.#state === 'running' && !run.finished) {
        await this.#logbook.advance(run);
        this.#keeper?.afterStep();
        this.#keepPosted();
        const now = performance.now();
        if (now - heard > YIELD_INTERVAL_MS) {
          await yieldToHost();
          heard = performance.now();
        }
      }
      if (run.finished && this.#state === 'running') {
        this.#setState('finished');
        void this.#keeper?.save();
        await this.#figure.draw();
      }
    });
    this.#sendMetrics();
  }

  /** Runs training work; an error ends the run and is told. */
  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#setState('failed');
      this.#fail(error, 'The weights of the last step can still be saved; reset to begin anew.');
    }
  }

  /** Status, metrics and the figure, each as often as is worth it. */
  #keepPosted(): void {
    const now = performance.now();
    if (now >= this.#statusDue) {
      this.#statusDue = now + STATUS_INTERVAL_MS;
      this.#sendMetrics();
      this.#sendStatus();
    }
    if (now >= this.#figure.due) void this.#figure.draw();
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#sendStatus();
  }

  #sendStatus(): void {
    this.#platform.emit({ type: 'status', status: this.status });
  }

  #sendMetrics(): void {
    const rows = this.#logbook.takeUnsent();
    if (rows.length > 0) this.#platform.emit({ type: 'metrics', rows, fresh: false });
  }

  #fail(error: unknown, todo: string): void {
    const failure: Failure = { what: messageOf(error), todo };
    this.#platform.emit({ type: 'failure', failure });
  }
}

/** What is on disk of a run that goes on there, or that a new one is forked from. */
async function keptBefore(folder: RunFolder, last: StoredCheckpoint, fork: boolean): Promise<KeptBefore> {
  if (fork) return { parent: { run: folder.id, checkpoint: last.name } };
  const manifest = await folder.readManifest();
  return manifest ? { ...manifest, folder, last } : { folder, last };
}
