/**
 * Twins: two configs that are trained in lock-step, driven, drawn and told of. They end with their worker, but for what
 * was kept of them as runs.
 */
import { identityOf } from '../../checkpoints/imagesIdentity';
import type { ImageSet } from '../../data/imageSet';
import { configDifference, type Changes, type Config } from '../../experiments/config';
import { retuned } from '../../experiments/retune';
import { SIZES } from '../../schema/sizes';
import { switchOf, type Switch } from '../../experiments/twinConfigs';
import type { MemoryLimits } from '../../kernels/backendInfo';
import { memoryNeed } from '../../training/memory';
import type { Device } from '../recovery/device';
import type { Figure } from '../events';
import { drawFigure, sceneOf } from '../figure/scene';
import { Guard } from '../recovery/guard';
import { HostTurns } from '../hostTurns';
import { Keeper, type Keeping } from '../saving/keeper';
import { logInterval } from '../logbook';
import type { Run } from '../run';
import { methodOf } from '../works';
import type { Side, TwinEvent, TwinStatus } from './events';
import { figureDifference } from './figureDifference';
import { TwinPair, type Twin } from './pair';

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
  readonly device: Device;
  /** Null where runs cannot be kept. */
  readonly keeping: Keeping | null;
  readonly emit: (event: TwinEvent) => void;
}

export class Twins {
  readonly #wanted: TwinsWanted;
  readonly #partAt: Switch;
  readonly #memory: TwinStatus['memory'];
  readonly #pair: TwinPair;
  readonly #guard: Guard;
  #state: TwinStatus['state'] = 'ready';
  #pinned: readonly number[] = [];
  /** All that is under way, one after the other. */
  #work: Promise<void> = Promise.resolve();
  #figureDue = 0;

  /** Throws one sentence where the configs cannot be twins, or both do not fit into memory. */
  constructor(wanted: TwinsWanted) {
    const { a, b, wished, images, device, emit } = wanted;
    this.#wanted = wanted;
    this.#partAt = switchOf(a, b, wished);
    this.#memory = memoryOfBoth(a, b, device.info.limits);
    if (images.pixels < SIZES[a.size].pixels) {
      throw new Error(`The images are kept at ${images.pixels} px, too few for size “${a.size}”.`);
    }
    this.#pair = new TwinPair({
      ...{ a, b, partAt: this.#partAt, images },
      logInterval: () => logInterval(device.info),
      tellRows: (side, rows) => emit({ type: 'metrics', side, rows, fresh: true }),
    });
    this.#guard = new Guard(device, {
      trainee: () => this.#pair,
      hear: () => void this.#queue(() => Promise.resolve()),
      todo: 'Close the twins and begin them anew.',
    });
  }

  get status(): TwinStatus {
    const { run, log } = this.#pair.a;
    return {
      state: this.#state,
      phase: run.phase,
      step: run.step,
      steps: run.steps[run.phase]!,
      partAt: this.#partAt,
      isParted: this.#pair.b !== null,
      imagesPerSecond: log.imagesPerSecond,
      memory: this.#memory,
    };
  }

  /** The side’s run; A’s for B until they part. */
  run(side: Side): Run {
    const { a, b } = this.#pair;
    return (side === 'B' && b ? b : a).run;
  }

  /** Trains both until paused or finished. */
  start(): void {
    if (this.#state !== 'ready' && this.#state !== 'paused') return;
    this.#setState('running');
    this.#work = this.#work.then(() => this.#train());
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
    await this.#queue(async () => {
      if (this.#pair.a.run.finished) return;
      await this.#pair.advance();
      this.#setState(this.#pair.a.run.finished ? 'finished' : 'paused');
      await this.#tell();
    });
  }

  /** Resolves when the loop has come to rest, whatever ended it. */
  settled(): Promise<void> {
    return this.#work;
  }

  /** Chooses the images of the figures, by their index. */
  async pin(indices: readonly number[]): Promise<void> {
    const { count } = this.#wanted.images;
    this.#pinned = indices.filter((index) => Number.isInteger(index) && index >= 0 && index < count);
    const drawn = this.#queue(() => this.#draw());
    if (this.#state !== 'running') await drawn;
  }

  /**
   * Changes hot fields of both alike, before their next step. Throws one sentence for a field that is not hot, or that
   * the two differ in.
   */
  async tune(changes: Changes): Promise<void> {
    const { a, b, images } = this.#wanted;
    const { run } = this.#pair.a;
    retuned(run.config, changes, run, images.count);
    const apart = configDifference(a, b).find((key) => key in changes);
    if (apart) throw new Error(`The twins differ in “${apart}”, which therefore stays as it is.`);
    this.#pair.tune(changes);
    if (this.#state === 'running') return;
    await this.#queue(() => this.#draw());
    const { finished } = this.#pair.a.run;
    if (this.#state === 'finished' && !finished) this.#setState('paused');
    else if (this.#state === 'paused' && finished) this.#setState('finished');
  }

  /** Pauses both and saves each, as it stands, as a new run; B once they have parted. Throws one sentence. */
  async keep(): Promise<void> {
    await this.pause();
    const { device, keeping } = this.#wanted;
    const { a, b, tunings, redraws } = this.#pair;
    const common = { source: { identify: identityOf }, backend: device.info, tunings, redraws } as const;
    for (const { run, log } of b ? [a, b] : [a]) {
      const state = () => (run.finished ? 'finished' : 'paused');
      const kept = { ...common, run, logbook: log, state } as const;
      const keeper = new Keeper(keeping, kept, () => undefined); // what is wrong is asked for below
      await keeper.save();
      if (keeper.status.problem !== null) throw new Error(keeper.status.problem);
    }
  }

  /** Ends both. */
  async dispose(): Promise<void> {
    await this.pause();
    this.#guard.dispose();
    this.#pair.dispose();
  }

  async #train(): Promise<void> {
    const turns = new HostTurns();
    let told = 0;
    while (this.#state === 'running' && !this.#pair.a.run.finished) {
      await this.#guarded(async () => {
        await this.#pair.advance();
        if (performance.now() - told <= TOLD_EVERY_MS) return;
        await this.#tell();
        told = performance.now();
      });
      await turns.between();
    }
    if (this.#state === 'running') this.#setState('finished');
    this.#figureDue = 0;
    await this.#guarded(() => this.#tell());
  }

  /** Does work on both after what is under way. */
  #queue(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(() => this.#guarded(work));
    return this.#work;
  }

  /** Does work on both, and tells what had to be mended. Twins that fail stand at their last good point, to be looked at. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    const outcome = await this.#guard.during(work);
    if (outcome.kind === 'done') return;
    const { emit } = this.#wanted;
    if (outcome.kind === 'failed') {
      emit({ type: 'failure', failure: outcome.failure });
      this.#setState('failed');
      return;
    }
    emit({ type: 'recovered', recovery: outcome.recovery });
    // Their end was lost before there was a point to go back to.
    if (this.#state === 'finished' && !this.#pair.a.run.finished) {
      this.#setState('paused');
      this.start();
    } else this.#sendStatus();
    void this.#queue(() => this.#draw());
  }

  async #tell(): Promise<void> {
    const { emit } = this.#wanted;
    const tellRows = (side: Side, { log }: Twin): void => {
      const rows = log.takeUnsent();
      if (rows.length > 0) emit({ type: 'metrics', side, rows, fresh: false });
    };
    const { a, b } = this.#pair;
    tellRows('A', a);
    if (b) tellRows('B', b);
    this.#sendStatus();
    if (performance.now() >= this.#figureDue) await this.#draw();
  }

  async #draw(): Promise<void> {
    const { emit } = this.#wanted;
    this.#pair.tuneBoth();
    if (this.#pinned.length === 0) return;
    const started = performance.now();
    const draw = ({ run }: Twin): Promise<Figure> => drawFigure(sceneOf(run, this.#pinned), run.networks);
    const a = await draw(this.#pair.a);
    const b = this.#pair.b && (await draw(this.#pair.b));
    // Before the figures go, because their pictures go with them.
    const difference = a.kind === 'figure3' && b?.kind === 'figure3' ? figureDifference(a, b) : null;
    emit({ type: 'figure', side: 'A', figure: a });
    if (b) emit({ type: 'figure', side: 'B', figure: b });
    if (difference) emit({ type: 'difference', difference });
    const now = performance.now();
    this.#figureDue = now + Math.max(FIGURE_EVERY_MS, (now - started) / FIGURE_SHARE);
  }

  #setState(state: TwinStatus['state']): void {
    this.#state = state;
    this.#sendStatus();
  }

  #sendStatus(): void {
    this.#wanted.emit({ type: 'status', status: this.status });
  }
}

function memoryOfBoth(a: Config, b: Config, limits: MemoryLimits | undefined): TwinStatus['memory'] {
  const needed = memoryNeed(methodOf(a), a).bytes + memoryNeed(methodOf(b), b).bytes;
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
