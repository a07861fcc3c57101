/**
 * Keeps one run: takes a snapshot when a save is due and writes it while training goes on. Training waits for a save
 * only where it is as late as `schedule.ts` allows. What cannot be saved is told and tried again later; training
 * never ends for it.
 */
import { messageOf } from '../../base/messageOf';
import { isFull } from '../../checkpoints/folder';
import { isMilestone } from '../../checkpoints/keepRule';
import type { RunFacts } from '../../checkpoints/manifest';
import type { RunFolder } from '../../checkpoints/runFolder';
import { phaseNumber, phasesOf } from '../../experiments/phases';
import { SOFTWARE } from '../../export/software';
import type { ImageSource } from '../images/imageSource';
import type {
  BackendInfo,
  LabEvent,
  MetricRow,
  RunState,
  SavingStatus,
  StoredCheckpoint,
  Tuning,
} from '../events';
import type { Logbook } from '../logbook';
import { readSnapshot } from './readSnapshot';
import type { RecoveryPoint } from '../recovery/points';
import type { Run, RunSnapshot } from '../run';
import { SavingSchedule, type SavingMark, type SavingPlan } from './schedule';
import { HOST, type Host } from '../yieldToHost';

/** Where a Lab keeps its runs. */
export interface Keeping {
  /** A folder for a run that has none yet; called when it is first saved, or forked. */
  readonly newFolder: () => RunFolder;
  readonly plan: SavingPlan;
}

/** What is kept. */
export interface KeptRun {
  readonly run: Run;
  readonly logbook: Logbook;
  readonly source: Pick<ImageSource, 'identify'>;
  readonly backend: BackendInfo;
  readonly tunings: readonly Tuning[];
  /** How often other batches were drawn after a loss that was no number. */
  readonly redraws: number;
  readonly state: () => RunState;
  /** Hears what was read for a checkpoint, where the run can go back to it. */
  readonly offerPoint?: (point: RecoveryPoint) => void;
}

/** What is already on disk of a run that goes on, or was forked; the folder of a fork is still to be filled. */
export interface KeptBefore {
  readonly folder?: RunFolder;
  readonly started?: string;
  readonly totalSeconds?: number;
  readonly last?: StoredCheckpoint;
  readonly parent?: RunFacts['parent'];
  readonly imported?: RunFacts['imported'];
  readonly beganWith?: RunFacts['beganWith'];
}

/** A run at one instant, with what was measured and changed until then. */
interface Taken extends RunSnapshot {
  readonly metrics: readonly MetricRow[];
  readonly tunings: Tuning[];
  readonly redraws: number;
  readonly mark: SavingMark;
}

const NEVER: SavingPlan = { seconds: Infinity, steps: Infinity };

export class Keeper {
  readonly #keeping: Keeping | null;
  readonly #kept: KeptRun;
  readonly #emit: (event: LabEvent) => void;
  readonly #before: KeptBefore;
  readonly #started: string;
  readonly #host: Host;
  readonly #opened: number;
  /** Where the run stood then. */
  readonly #began: Pick<Run, 'phase' | 'step'>;
  readonly #schedule: SavingSchedule;
  #folder: RunFolder | null;
  #status: SavingStatus;
  /** Where the run stood when its last snapshot was taken, to tell whether there is anything new. */
  #takenAt: string;
  /** When training last went on after a step or a wait, and how long its last step took, in milliseconds. */
  #resumed: number;
  #trained = 0;
  #work: Promise<void> = Promise.resolve();
  #pending = 0;

  constructor(
    keeping: Keeping | null,
    kept: KeptRun,
    emit: (event: LabEvent) => void,
    before: KeptBefore = {},
    host = HOST,
  ) {
    this.#keeping = keeping;
    this.#kept = kept;
    this.#emit = emit;
    this.#before = before;
    this.#started = before.started ?? new Date().toISOString();
    this.#host = host;
    this.#opened = this.#resumed = host.now();
    this.#began = { phase: kept.run.phase, step: kept.run.step };
    this.#schedule = new SavingSchedule(keeping?.plan ?? NEVER, this.#done);
    this.#folder = before.folder ?? null;
    this.#takenAt = before.last || kept.run.step === 0 ? this.#position() : '';
    this.#status = {
      state: keeping ? 'idle' : 'off',
      run: this.#folder?.id ?? null,
      last: before.last ? { ...before.last, milliseconds: 0 } : null,
      problem: keeping ? null : 'Runs cannot be kept here.',
      retry: null,
    };
    this.#emit({ type: 'saving', saving: this.#status });
  }

  get status(): SavingStatus {
    return this.#status;
  }

  /** The weights that the run began with, where they came from a file. */
  get beganWith(): RunFacts['beganWith'] {
    return this.#before.beganWith ?? null;
  }

  /** To be called after every step: begins to save if it is time. */
  afterStep(): void {
    const { run } = this.#kept;
    const now = this.#host.now();
    this.#trained = now - this.#resumed;
    this.#resumed = now;
    this.#schedule.afterStep(now);
    const isEndOfPhase = run.isPhaseDone && !run.finished;
    // These do not come again: they are kept even if they have to wait for the save under way.
    const isNow = isEndOfPhase || isMilestone(run.step);
    if (isNow || (this.#pending === 0 && this.#schedule.isDue(this.#done, now))) void this.#saveNow();
  }

  /** Whether anything is being read or written. */
  get isSaving(): boolean {
    return this.#pending > 0;
  }

  /** Between two steps: training waits while a save under way has its share of the time. */
  async makeRoom(): Promise<void> {
    const { now, yieldToHost } = this.#host;
    const began = now();
    const isOver = (): boolean => {
      if (!this.isSaving) return true;
      const share = this.#schedule.share(this.#done, now());
      return share < 1 && (now() - began) * (1 - share) >= this.#trained * share;
    };
    do await yieldToHost();
    while (!isOver());
    this.#resumed = now();
    this.#schedule.spend(this.#resumed - began);
  }

  /**
   * Saves the run as it is now, unless nothing has happened since the last time. Resolves when it is written, or when
   * the status says why it is not. While the run is running a step may be under way: the save then begins at the end
   * of it, which is not waited for.
   */
  save(): Promise<void> {
    if (this.#kept.state() !== 'running') return this.#saveNow();
    this.#schedule.ask();
    return Promise.resolve();
  }

  /** Between two steps: notes on disk that the run is under way, so that one that is broken off is known for it. */
  noteStart(): void {
    this.#resumed = this.#host.now();
    if (this.#folder && this.#schedule.mayTry(this.#resumed)) void this.#saveNow();
  }

  /** Between two steps only: the snapshot is taken before this returns, and written after the one before it. */
  #saveNow(): Promise<void> {
    if (!this.#keeping) return Promise.resolve();
    const keeping = this.#keeping;
    const position = this.#position();
    const changed = position !== this.#takenAt;
    const taken = changed ? this.#take() : null;
    this.#takenAt = position;
    this.#pending++;
    this.#work = this.#work.then(() => this.#save(keeping, taken)).finally(() => this.#pending--);
    return this.#work;
  }

  /** Resolves when no save is under way. */
  settled(): Promise<void> {
    return this.#work;
  }

  async #save(keeping: Keeping, taken: Taken | null): Promise<void> {
    const started = this.#host.now();
    try {
      if (taken) {
        this.#tell({ state: 'writing' });
        const last = await this.#write(keeping, taken);
        this.#schedule.succeed(taken.mark);
        this.#tell({ last: { ...last, milliseconds: this.#host.now() - started } });
      }
      if (this.#folder) await this.writeManifest();
      this.#tell({ state: 'idle', problem: null, retry: null });
    } catch (error) {
      this.#takenAt = '';
      const wait = this.#schedule.fail(taken?.mark, this.#host.now());
      const retry = new Date(Date.now() + wait).toISOString();
      this.#tell({ state: 'paused', problem: savingProblem(error), retry });
    }
  }

  /** All of one instant; what follows may take its time. */
  #take(): Taken {
    const { run, logbook, tunings, redraws } = this.#kept;
    const mark = this.#schedule.begin(this.#done);
    return { ...run.snapshot(), metrics: logbook.rows.slice(), tunings: tunings.slice(), redraws, mark };
  }

  async #write(keeping: Keeping, taken: Taken): Promise<StoredCheckpoint> {
    const { run, source, backend, offerPoint } = this.#kept;
    const { config, training, tensors, metrics, tunings, redraws } = taken;
    const values = await readSnapshot(tensors);
    const counts = { rows: metrics.length, tunings: tunings.length };
    offerPoint?.({ config, state: { training, tensors: values }, ...counts });
    this.#folder ??= keeping.newFolder();
    return this.#folder.save({
      about: {
        software: `${SOFTWARE.name} ${SOFTWARE.version}`,
        saved: new Date().toISOString(),
        config,
        images: await source.identify(run.images),
        backend: { name: backend.name, device: backend.device },
        training,
        tunings,
        ...(redraws > 0 && { redraws }),
      },
      tensors: values,
      metrics,
      ranks: (await run.images.contents()).ranks,
    });
  }

  /** Writes how far the run has come, without a checkpoint. Throws what the folder throws. */
  async writeManifest(): Promise<void> {
    if (!this.#keeping) return;
    this.#folder ??= this.#keeping.newFolder();
    await this.#folder.writeManifest(await this.facts());
  }

  /** What the manifest says of the run. */
  async facts(): Promise<RunFacts> {
    const { run, logbook, source, backend, state } = this.#kept;
    const { phase, step } = this.#status.last ?? this.#began;
    const facts = {
      config: run.config,
      backend: { name: backend.name, device: backend.device },
      state: state(),
      phase,
      step,
      started: this.#started,
      trainingSeconds: logbook.rows.at(-1)?.seconds ?? 0,
      totalSeconds: (this.#before.totalSeconds ?? 0) + (this.#host.now() - this.#opened) / 1000,
      parent: this.#before.parent ?? null,
      imported: this.#before.imported ?? null,
      beganWith: this.beganWith,
      deleted: null,
    };
    return { ...facts, data: await source.identify(run.images) };
  }

  /** Steps of all phases. */
  get #done(): number {
    const { phase, step, steps, config } = this.#kept.run;
    const before = phasesOf(config).slice(0, phaseNumber(phase) - 1);
    return before.reduce((sum, { id }) => sum + steps[id]!, step);
  }

  #position(): string {
    const { run } = this.#kept;
    return JSON.stringify([run.phase, run.step, run.config]);
  }

  #tell(change: Partial<SavingStatus>): void {
    this.#status = { ...this.#status, ...change, run: this.#folder?.id ?? null };
    this.#emit({ type: 'saving', saving: this.#status });
  }
}

function savingProblem(error: unknown): string {
  return isFull(error)
    ? 'Storage is full, so nothing is saved for now: delete runs that are no longer needed, or make room.'
    : `The last checkpoint could not be saved: ${messageOf(error)}`;
}
