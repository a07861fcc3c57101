/** The loop that advances the open run, its state, and what is told of it. */
import type { Device } from './recovery/device';
import type { GoOn, LabEvent, Learners, Recovery, RunState } from './events';
import { Guard, type Outcome } from './recovery/guard';
import { HostTurns } from './hostTurns';
import type { LiveFigure } from './figure/live';
import type { OpenRun } from './openRun';

const STATUS_INTERVAL_MS = 100;

/** What the trainer uses of its Lab. */
export interface TrainerHost {
  readonly emit: (event: LabEvent) => void;
  readonly figure: LiveFigure;
  readonly device: Device;
  readonly sendStatus: () => void;
}

export class Trainer {
  readonly #host: TrainerHost;
  #open: OpenRun | null = null;
  #state: RunState = 'empty';
  /** All that is under way: the loop, a step, a recovery. */
  #work: Promise<void> = Promise.resolve();
  #statusDue = 0;
  readonly #guard: Guard;

  constructor(host: TrainerHost) {
    this.#host = host;
    this.#guard = new Guard(host.device, {
      trainee: () => this.#open,
      hear: () => this.#mend(),
      todo: 'Reset to begin anew.',
    });
  }

  get state(): RunState {
    return this.#state;
  }

  get open(): OpenRun | null {
    return this.#open;
  }

  /** Puts a run in the place of the one before; `madeOn` is the generation of the device that it was made on. */
  take(open: OpenRun, madeOn: number): void {
    this.#open = open;
    this.#guard.beginTrainee(madeOn);
    if (this.#guard.isBehind) this.#mend();
    const { run, logbook } = open;
    this.#setState(run.finished ? 'finished' : logbook.rows.length > 0 ? 'paused' : 'ready');
  }

  /** Trains until paused, stopped or finished. */
  start(): void {
    if (!this.#open || (this.#state !== 'ready' && this.#state !== 'paused')) return;
    this.#setState('running');
    const open = this.#open;
    this.#work = this.#work.then(() => {
      open.keeper.noteStart();
      open.logbook.noteRest();
      return this.#train(open);
    });
  }

  /** Resolves when everything has come to rest, whatever ended it, and nothing of the run is being read or written. */
  async settled(): Promise<void> {
    let work;
    do {
      work = this.#work;
      await work;
      await this.#open?.settled();
    } while (work !== this.#work); // a device that was lost meanwhile has to be mended first
  }

  async halt(state: 'paused' | 'stopped'): Promise<void> {
    const running = this.#state === 'running';
    const changes = running || (state === 'stopped' && this.#state === 'paused');
    if (changes) this.#setState(state);
    await this.#work;
    if (running) await this.#host.figure.draw();
    if (changes && this.#state === state) void this.#open?.keeper.save();
  }

  /** To be called when a budget may have changed: a run without steps left is finished, one that has more is not. */
  followBudget(): void {
    const open = this.#open;
    const isFinished = open?.run.finished ?? false;
    if (this.#state === 'finished' && !isFinished) this.#setState('paused');
    if (isFinished && (this.#state === 'ready' || this.#state === 'paused')) {
      this.#setState('finished');
      void open?.keeper.save();
    }
    this.#host.sendStatus();
  }

  /** One step, then paused; of one player alone if wished. Throws one sentence where that one does not play. */
  async step(learners?: Learners): Promise<void> {
    await this.halt('paused');
    const open = this.#open;
    if (!open || (this.#state !== 'ready' && this.#state !== 'paused')) return;
    if (learners) open.run.assertPlays(learners);
    // Whoever presses twice gets two steps, one after the other.
    this.#work = this.#work.then(() =>
      this.#guarded(open, async () => {
        if (open.run.finished) return;
        open.logbook.noteRest();
        await open.advance(learners);
        this.#setState(open.run.finished ? 'finished' : 'paused');
      }),
    );
    await this.#work;
    open.tellMetrics();
    this.#host.sendStatus();
    await this.#host.figure.draw();
  }

  /** Whether the run’s device is lost; waits as long as it may take until that is told. */
  isDeviceLost(): Promise<boolean> {
    return this.#guard.isDeviceLost();
  }

  /** A loop mends a lost device after the present step; this is for a loss between its last step and its end, or without one. */
  #mend(): void {
    this.#work = this.#work.then(() => this.#guarded(this.#open, () => Promise.resolve()));
  }

  async #train(open: OpenRun): Promise<void> {
    const turns = new HostTurns();
    while (this.#state === 'running' && !open.run.finished) {
      await this.#guarded(open, async () => {
        await open.advance();
        this.#keepPosted(open);
      });
      await turns.between(open.keeper);
    }
    if (open.run.finished && this.#state === 'running') {
      this.#setState('finished');
      void open.keeper.save();
      await this.#host.figure.draw();
    }
    open.tellMetrics();
  }

  /** Does work on the run, and tells what had to be mended. */
  async #guarded(open: OpenRun | null, work: () => Promise<void>): Promise<void> {
    const outcome = await this.#guard.during(work);
    if (outcome.kind === 'failed') await this.#fail(open, outcome);
    if (outcome.kind === 'recovered') this.#tellRecovery(open, outcome.recovery);
  }

  #tellRecovery(open: OpenRun | null, recovery: Recovery): void {
    this.#host.emit({ type: 'recovered', recovery });
    this.#host.sendStatus();
    // One that was being drawn may be gone.
    void this.#host.figure.draw();
    if (this.#state === 'finished' && !open?.run.finished) this.#makeLastStepsAgain();
  }

  /** Of a run whose end was lost before there was a point to go back to. */
  #makeLastStepsAgain(): void {
    this.#setState('paused');
    this.start();
  }

  /** The run fails, at its last good point, which is kept. */
  async #fail(
    open: OpenRun | null,
    { failure, isSound }: Extract<Outcome, { kind: 'failed' }>,
  ): Promise<void> {
    this.#setState('failed');
    if (open && isSound) {
      await open.keeper.save();
      this.#host.sendStatus();
      void this.#host.figure.draw();
    }
    this.#host.emit({ type: 'failure', failure: { ...failure, goOn: goOn(open) } });
  }

  /** Status, metrics and the figure, each as often as is worth it. */
  #keepPosted(open: OpenRun): void {
    const now = performance.now();
    if (now >= this.#statusDue) {
      this.#statusDue = now + STATUS_INTERVAL_MS;
      open.tellMetrics();
      this.#host.sendStatus();
    }
    if (now >= this.#host.figure.due) void this.#host.figure.draw();
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#host.sendStatus();
  }
}

/** The newest checkpoint of a run. */
function goOn(open: OpenRun | null): GoOn | null {
  const { run = null, last = null } = open?.keeper.status ?? {};
  return run !== null && last !== null
    ? { run, checkpoint: last.name, phase: last.phase, step: last.step }
    : null;
}
