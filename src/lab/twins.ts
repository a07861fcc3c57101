/**
 * Two configs in lock-step on the same batches and under the same damage: seed, size and data are the same for both,
 * and every purpose draws from a generator of its own. Until they part they are one run, A, of which B is then made;
 * from there on each is, bit for bit, what it would be alone. Twins end with their worker, but for what was kept of
 * them as runs.
 */
import { messageOf } from '../base/messageOf';
import { identityOf } from '../checkpoints/imagesIdentity';
import type { ImageSet } from '../data/imageSet';
import { configDifference, isHot, type Config } from '../experiments/config';
import { isTrainedIn } from '../experiments/phases';
import { retuned } from '../experiments/retune';
import { SIZES } from '../experiments/sizes';
import { switchOf, type Switch } from '../experiments/twinConfigs';
import { createNetworks, disposeNetworks, readNetworks } from '../networks/networks';
import { memoryNeed } from '../training/memory';
import type { BackendInfo, Figure, Tuning } from './events';
import { drawFigure, sceneOf } from './figure';
import { Keeper, type Keeping } from './keeper';
import { logInterval, Logbook } from './logbook';
import { readSnapshot } from './readSnapshot';
import { Run } from './run';
import type { Side, TwinEvent, TwinStatus } from './twinEvents';
import { figureDifference } from './twinFigure';
import { yieldToHost } from './yieldToHost';

const TOLD_EVERY_MS = 100;
const FIGURE_EVERY_MS = 1000;
/** Of the time, for drawing. */
const FIGURE_SHARE = 0.15;

interface TwinsWanted {
  readonly a: Config;
  readonly b: Config;
  /** Where hot fields shall part; others part where the phase begins that they belong to. */
  readonly wished: Switch;
  readonly images: ImageSet;
  readonly backend: BackendInfo;
  /** Null where runs cannot be kept. */
  readonly keeping: Keeping | null;
  readonly emit: (event: TwinEvent) => void;
}

interface Twin {
  readonly run: Run;
  readonly log: Logbook;
}

export class Twins {
  readonly #wanted: TwinsWanted;
  readonly #partAt: Switch;
  readonly #memory: TwinStatus['memory'];
  readonly #a: Twin;
  #b: Twin | null = null;
  #state: TwinStatus['state'] = 'ready';
  #pinned: readonly number[] = [];
  /** Hot fields that both shall have otherwise from the next step on. */
  #tuned: Partial<Config> = {};
  readonly #tunings: Tuning[] = [];
  #work: Promise<void> = Promise.resolve();
  #figureDue = 0;

  /** Throws one sentence where the configs cannot be twins, or both do not fit into memory. */
  constructor(wanted: TwinsWanted) {
    const { a, b, wished, images, backend } = wanted;
    this.#wanted = wanted;
    this.#partAt = switchOf(a, b, wished);
    this.#memory = memoryOfBoth(a, b, backend);
    if (images.pixels < SIZES[a.size].pixels) {
      throw new Error(`The images are kept at ${images.pixels} px, too few for size “${a.size}”.`);
    }
    this.#a = this.#twin(new Run(a, images), []);
  }

  get status(): TwinStatus {
    const { run, log } = this.#a;
    return {
      state: this.#state,
      phase: run.phase,
      step: run.step,
      steps: run.steps[run.phase],
      partAt: this.#partAt,
      isParted: this.#b !== null,
      imagesPerSecond: log.imagesPerSecond,
      memory: this.#memory,
    };
  }

  /** The side’s run; A’s for B until they part. */
  run(side: Side): Run {
    return side === 'B' && this.#b ? this.#b.run : this.#a.run;
  }

  /** Trains both until paused or finished. */
  start(): void {
    if (this.#state !== 'ready' && this.#state !== 'paused') return;
    this.#setState('running');
    this.#work = this.#work.then(() => this.#guard(() => this.#train()));
  }

  /** Resolves when both stand between two steps. */
  async pause(): Promise<void> {
    if (this.#state === 'running') this.#setState('paused');
    await this.#work;
  }

  /** One step of both, then paused. */
  async step(): Promise<void> {
    await this.pause();
    if (this.#state !== 'ready' && this.#state !== 'paused') return;
    this.#work = this.#guard(async () => {
      await this.#advance();
      this.#setState(this.#a.run.finished ? 'finished' : 'paused');
      await this.#tell();
    });
    await this.#work;
  }

  /** Resolves when the loop has come to rest, whatever ended it. */
  settled(): Promise<void> {
    return this.#work;
  }

  /** Chooses the images of the figures, by their index. */
  async pin(indices: readonly number[]): Promise<void> {
    const { count } = this.#wanted.images;
    this.#pinned = indices.filter((index) => Number.isInteger(index) && index >= 0 && index < count);
    this.#work = this.#work.then(() => this.#guard(() => this.#draw()));
    if (this.#state !== 'running') await this.#work;
  }

  /**
   * Changes hot fields of both alike, before their next step. Throws one sentence for a field that is not hot, or that
   * the two differ in.
   */
  async tune(changes: Partial<Config>): Promise<void> {
    const { a, b, images } = this.#wanted;
    const { run } = this.#a;
    retuned(run.config, changes, run, images.count);
    const apart = configDifference(a, b).find((key) => key in changes);
    if (apart) throw new Error(`The twins differ in “${apart}”, which therefore stays as it is.`);
    this.#tuned = { ...this.#tuned, ...changes };
    if (this.#state === 'running') return;
    this.#work = this.#work.then(() => this.#guard(() => this.#draw()));
    await this.#work;
    const { finished } = run;
    if (this.#state === 'finished' && !finished) this.#setState('paused');
    else if (this.#state === 'paused' && finished) this.#setState('finished');
  }

  /** Pauses both and saves each, as it stands, as a new run; B once they have parted. Throws one sentence. */
  async keep(): Promise<void> {
    await this.pause();
    const { backend, keeping } = this.#wanted;
    const source = { identify: identityOf };
    for (const { run, log } of this.#b ? [this.#a, this.#b] : [this.#a]) {
      const state = () => (run.finished ? 'finished' : 'paused');
      const kept = { run, logbook: log, source, backend, tunings: this.#tunings, state } as const;
      const keeper = new Keeper(keeping, kept, () => undefined); // what is wrong is asked for below
      await keeper.save();
      if (keeper.status.problem !== null) throw new Error(keeper.status.problem);
    }
  }

  /** Ends both. */
  async dispose(): Promise<void> {
    await this.pause();
    this.#a.run.dispose();
    this.#b?.run.dispose();
  }

  #twin(run: Run, rows: Logbook['rows']): Twin {
    return { run, log: new Logbook(logInterval(this.#wanted.backend), rows) };
  }

  async #train(): Promise<void> {
    let told = 0;
    while (this.#state === 'running' && !this.#a.run.finished) {
      await this.#advance();
      if (performance.now() - told > TOLD_EVERY_MS) {
        await this.#tell();
        told = performance.now();
      }
      await yieldToHost();
    }
    if (this.#state === 'running') this.#setState('finished');
    this.#figureDue = 0;
    await this.#tell();
  }

  async #advance(): Promise<void> {
    this.#tuneBoth();
    if (!this.#b && this.#isAtSwitch()) await this.#part();
    await this.#a.log.advance(this.#a.run);
    await this.#b?.log.advance(this.#b.run);
  }

  /** Before a step of both, so that neither takes one without the other. */
  #tuneBoth(): void {
    const { run } = this.#a;
    const before = run.config;
    const tuned = Object.fromEntries(
      configDifference(before, { ...before, ...this.#tuned })
        .filter((key) => isHot(key, run.phase)) // phase one may have ended since it was asked for
        .map((key) => [key, this.#tuned[key]]),
    );
    this.#tuned = {};
    for (const twin of [this.#a, this.#b]) twin?.run.tune(tuned);
    const keys = configDifference(before, run.config);
    if (keys.length === 0) return;
    const changes = keys.map((key) => ({ key, from: String(before[key]), to: String(run.config[key]) }));
    this.#tunings.push({ phase: run.phase, step: run.step, changes });
  }

  #isAtSwitch(): boolean {
    const { phase, step, steps } = this.#a.run;
    const { phase: at, step: after } = this.#partAt;
    if (phase === at && step >= after) return true;
    // Phase two begins with its first step; it may have been begun before the step of phase one that was wished for.
    const isPhaseOneDone = phase === 'repair' || step >= steps.autoencoder;
    return isPhaseOneDone && (at === 'autoencoder' || after === 0);
  }

  /** B begins as A stands. R and C, which nothing has trained before phase two, are B’s own where they part there. */
  async #part(): Promise<void> {
    const { images, emit } = this.#wanted;
    const b = this.#configOfB();
    if (this.#partAt.phase === 'autoencoder' && this.#partAt.step === 0) {
      this.#b = this.#twin(new Run(b, images), []);
    } else {
      const { training, tensors } = this.#a.run.snapshot();
      const values = await readSnapshot(tensors);
      if (training.phase === 'autoencoder') {
        const fresh = createNetworks(b);
        for (const [name, value] of await readNetworks(fresh)) {
          if (!isTrainedIn(training.phase, name)) values.set(name, value);
        }
        disposeNetworks(fresh);
      }
      this.#b = this.#twin(Run.restore(b, images, training, values), this.#a.log.rows);
    }
    emit({ type: 'metrics', side: 'B', rows: this.#b.log.rows.slice(), fresh: true });
  }

  /** A’s, as it is by now, but for what the two differ in. */
  #configOfB(): Config {
    const { a, b } = this.#wanted;
    const own = configDifference(a, b).map((key) => [key, b[key]]);
    return { ...this.#a.run.config, ...(Object.fromEntries(own) as Partial<Config>) };
  }

  async #tell(): Promise<void> {
    const { emit } = this.#wanted;
    const tellRows = (side: Side, { log }: Twin): void => {
      const rows = log.takeUnsent();
      if (rows.length > 0) emit({ type: 'metrics', side, rows, fresh: false });
    };
    tellRows('A', this.#a);
    if (this.#b) tellRows('B', this.#b);
    this.#sendStatus();
    if (performance.now() >= this.#figureDue) await this.#draw();
  }

  async #draw(): Promise<void> {
    const { emit } = this.#wanted;
    this.#tuneBoth();
    if (this.#pinned.length === 0) return;
    const started = performance.now();
    const draw = ({ run }: Twin): Promise<Figure> => drawFigure(sceneOf(run, this.#pinned), run.networks);
    const a = await draw(this.#a);
    const b = this.#b && (await draw(this.#b));
    // Before the figures go, because their pictures go with them.
    const difference = b && figureDifference(a, b);
    emit({ type: 'figure', side: 'A', figure: a });
    if (b) emit({ type: 'figure', side: 'B', figure: b });
    if (difference) emit({ type: 'difference', difference });
    const now = performance.now();
    this.#figureDue = now + Math.max(FIGURE_EVERY_MS, (now - started) / FIGURE_SHARE);
  }

  /** Twins that fail stay as they are, to be looked at. */
  async #guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const failure = { what: messageOf(error), todo: 'Close the twins and begin them anew.' };
      this.#wanted.emit({ type: 'failure', failure });
      this.#setState('failed');
    }
  }

  #setState(state: TwinStatus['state']): void {
    this.#state = state;
    this.#sendStatus();
  }

  #sendStatus(): void {
    this.#wanted.emit({ type: 'status', status: this.status });
  }
}

function memoryOfBoth(a: Config, b: Config, { limits }: BackendInfo): TwinStatus['memory'] {
  const needed = memoryNeed(a).bytes + memoryNeed(b).bytes;
  const limit = limits?.memory ?? null;
  if (limit !== null && needed > limit) {
    const gigabytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
    throw new Error(
      `Both together need about ${gigabytes(needed)} GB, and ${limits?.isCap ? 'you allow' : 'there are'} ${gigabytes(limit)} GB: ` +
        'take a smaller batch or size for both.',
    );
  }
  return { needed, limit };
}
