/** The run that a Lab has open, with all that belongs to it: its metrics, its marks, its keeper and the way back. */
import { configDifference, valueOf, type Changes, type Config } from '../experiments/config';
import * as tf from '@tensorflow/tfjs-core';
import { beginningOf, isAtBeginning, type Position } from '../experiments/position';
import type {
  BackendInfo,
  LabEvent,
  Learners,
  MetricRow,
  Phase,
  RunState,
  RunStatus,
  Tuning,
  Waiting,
} from './events';
import { poorEnd } from '../experiments/metrics';
import { phaseAfter } from '../experiments/phases';
import { memoryNeed } from '../training/memory';
import type { Trainee } from './recovery/guard';
import { Keeper, type KeptBefore, type KeptRun, type Keeping } from './saving/keeper';
import { logInterval, Logbook } from './logbook';
import { positionOf, readPoint, runAt, RecoveryPoints, type RecoveryPoint } from './recovery/points';
import type { Run } from './run';
import { methodOf } from './works';

/** What an open run needs of its Lab. */
export interface Surroundings {
  readonly source: KeptRun['source'];
  readonly keeping: Keeping | null;
  readonly backend: () => BackendInfo;
  readonly state: () => RunState;
  readonly emit: (event: LabEvent) => void;
}

/** What was logged and changed before, as far as a run does not begin anew. */
export interface Before extends KeptBefore {
  readonly rows?: readonly MetricRow[];
  readonly tunings?: readonly Tuning[];
  readonly redraws?: number | undefined;
  /** The state that `run` is in, where its config does not give it. */
  readonly state?: RecoveryPoint['state'];
}

/** The keeper reads it anew for each save, so that it keeps whatever `run` is then. */
export class OpenRun implements KeptRun, Trainee {
  readonly #around: Surroundings;
  readonly #points: RecoveryPoints<RecoveryPoint>;
  readonly keeper: Keeper;
  readonly #needed: number;
  #run: Run;
  #logbook: Logbook;
  #tunings: Tuning[];
  #redraws: number;
  /** The phase whose first step here is done. */
  #begun: Phase | null = null;
  #waiting: Waiting | null = null;

  /** Takes the run over, and tells its metrics and marks. */
  constructor(run: Run, around: Surroundings, before: Before = {}) {
    const { rows = [], tunings = [], redraws = 0, state = null } = before;
    this.#around = around;
    this.#run = run;
    this.#needed = memoryNeed(methodOf(run.config), run.config).bytes;
    this.#logbook = this.#newLogbook(rows);
    this.#tunings = [...tunings];
    this.#redraws = redraws;
    const counts = { rows: rows.length, tunings: tunings.length };
    this.#points = new RecoveryPoints({ config: run.config, state, ...counts }, positionOf);
    this.#tellHistory();
    this.keeper = new Keeper(around.keeping, this, around.emit, before);
  }

  get run(): Run {
    return this.#run;
  }

  get logbook(): Logbook {
    return this.#logbook;
  }

  get source(): KeptRun['source'] {
    return this.#around.source;
  }

  get backend(): BackendInfo {
    return this.#around.backend();
  }

  get tunings(): readonly Tuning[] {
    return this.#tunings;
  }

  get redraws(): number {
    return this.#redraws;
  }

  readonly state = (): RunState => this.#around.state();

  readonly offerPoint = (point: RecoveryPoint): void => this.#points.offer(point);

  get config(): Config {
    return this.#run.config;
  }

  /** Where the run can go back to. */
  get point(): Position {
    return positionOf(this.#points.newest);
  }

  get status(): Omit<RunStatus, 'state'> {
    const run = this.#run;
    const { limits } = this.backend;
    const { numTensors, numBytes } = tf.memory();
    const left = this.#logbook.timeLeft(run);
    return {
      phase: run.phase,
      step: run.step,
      steps: run.steps[run.phase]!,
      updates: run.updates,
      epoch: run.epoch,
      epochs: (run.steps[run.phase]! * run.config.batchSize) / run.parts.trained.length,
      imagesPerSecond: this.#logbook.imagesPerSecond,
      secondsLeft: left?.total ?? null,
      phaseSecondsLeft: left?.phase ?? null,
      trainingSeconds: this.#logbook.rows.at(-1)?.seconds ?? 0,
      waiting: this.#waiting,
      stallMilliseconds: run.stallMilliseconds,
      tensors: numTensors,
      tensorBytes: numBytes,
      memory: { needed: this.#needed, limit: limits?.memory ?? null, isCap: limits?.isCap ?? false },
    };
  }

  /** One step, after which the run may be saved and a point to go back to taken. Throws what the step throws. */
  async advance(learners?: Learners): Promise<void> {
    const isGood = await this.#tellingFirst(() => this.#logbook.advance(this.#run, learners));
    this.keeper.afterStep();
    if (this.#run.isPhaseDone) this.#tellPoorEnd();
    // The last step is kept at once: a device that is lost while nobody trains shall cost nothing.
    if (isGood && (this.#points.due || this.#run.finished)) void this.rememberPoint();
  }

  /** Where a phase has ended with less than the next one needs. */
  #tellPoorEnd(): void {
    const said = poorEnd(this.#run.phase, this.#logbook.rows);
    if (said !== null) this.#around.emit({ type: 'endedPoorly', said });
  }

  /** Says what the first step of a phase waits for: it may take long, and nothing else is told meanwhile. */
  async #tellingFirst<T>(step: () => Promise<T>): Promise<T> {
    const run = this.#run;
    const phase = (run.isPhaseDone ? phaseAfter(run.phase) : null) ?? run.phase;
    if (this.#begun === phase) return step();
    const tell = (waiting: Waiting): void => {
      this.#waiting = waiting;
      this.#around.emit({ type: 'status', status: { ...this.status, state: this.state() } });
    };
    try {
      tell('batch');
      run.prepareBatch();
      tell(this.backend.name === 'webgpu' ? 'programs' : 'step');
      const done = await step();
      this.#begun = phase;
      return done;
    } finally {
      this.#waiting = null;
    }
  }

  /** Makes the present state the one to go back to. Resolves when it is. */
  rememberPoint(): Promise<void> {
    return this.#points.take(() => readPoint(this.#run, this.#logbook.rows.length, this.#tunings.length));
  }

  /** Changes hot fields; returns whether any is other than before. Throws one sentence for what may not change now. */
  tune(changes: Changes): boolean {
    const { config: before, isPhaseDone } = this.#run;
    this.#run.tune(changes);
    // Where a budget has ended phase one between two steps, its end is kept as any other.
    if (!isPhaseDone && this.#run.isPhaseDone) {
      this.keeper.afterStep();
      this.#tellPoorEnd();
    }
    this.#noteChanges(before);
    return changesBetween(before, this.#run.config).length > 0;
  }

  #noteChanges(before: Config): void {
    const { phase, step, config } = this.#run;
    const changes = changesBetween(before, config);
    if (changes.length === 0 || isAtBeginning(config, { phase, step })) return;
    this.#tunings.push({ phase, step, changes });
    this.#around.emit({ type: 'tuned', phase, step, changes });
  }

  /**
   * Back to the newest point, with the hot fields as they are now; what was logged since is void. With `stream`, the
   * draws from there on are others.
   */
  async goBack(stream: string | null): Promise<void> {
    const { config, images } = this.#run;
    const point = this.#points.newest;
    this.#run.dispose();
    this.#run = await runAt(point, config, images, stream);
    if (stream !== null) this.#redraws++;
    this.#logbook = this.#newLogbook(this.#logbook.rows.slice(0, point.rows));
    this.#tunings = this.#tunings.slice(0, point.tunings);
    this.#tellHistory();
    this.#noteChanges(point.config);
  }

  #newLogbook(rows: readonly MetricRow[]): Logbook {
    return new Logbook(logInterval(this.backend), rows);
  }

  #tellHistory(): void {
    const { emit } = this.#around;
    emit({ type: 'metrics', rows: this.#logbook.rows.slice(), fresh: true });
    for (const tuning of this.#tunings) emit({ type: 'tuned', ...tuning });
  }

  /** Rows that were not told yet. */
  tellMetrics(): void {
    const rows = this.#logbook.takeUnsent();
    if (rows.length > 0) this.#around.emit({ type: 'metrics', rows, fresh: false });
  }

  /** Resolves when nothing is being read or written any more. */
  async settled(): Promise<void> {
    await Promise.all([this.#points.settled(), this.keeper.settled()]);
  }

  dispose(): void {
    this.#run.dispose();
  }
}

/** How one config differs from another, as it is noted. */
export function changesBetween(before: Config, after: Config): Tuning['changes'] {
  return configDifference(before, after).map((key) => ({
    key,
    from: String(valueOf(before, key)),
    to: String(valueOf(after, key)),
  }));
}

/** The status while there is no run. */
export function idleStatus(config: Config): Omit<RunStatus, 'state'> {
  const { numTensors, numBytes } = tf.memory();
  return {
    ...beginningOf(config),
    steps: 0,
    updates: null,
    epoch: 0,
    epochs: 0,
    imagesPerSecond: 0,
    secondsLeft: null,
    phaseSecondsLeft: null,
    trainingSeconds: 0,
    waiting: null,
    stallMilliseconds: 0,
    tensors: numTensors,
    tensorBytes: numBytes,
    memory: null,
  };
}
