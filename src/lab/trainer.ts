/** The loop that advances the open run, its state, and what is done when something goes wrong in a step. */
import { messageOf } from '../base/messageOf';
import type { BackendName } from '../kernels/backendInfo';
import { hasModuleFailed, OutOfMemory } from '../kernels/wasmMemory';
import type { DeviceLost } from '../kernels/webgpuBackend';
import type { Learners } from '../training/learners';
import type { BackendInfo, Failure, GoOn, LabEvent, Recovery, RunState } from './events';
import { HostTurns } from './hostTurns';
import type { LiveFigure } from './liveFigure';
import type { OpenRun } from './openRun';
import {
  deviceRecovery,
  Explosion,
  explosionAdvice,
  explosionRecovery,
  smaller,
  TroubleCount,
} from './recovery';
import { positionOf } from './recoveryPoint';
import { yieldToHost } from './yieldToHost';

const STATUS_INTERVAL_MS = 100;
/** A lost device makes work on it fail before it says that it is lost. */
const LOSS_TOLD_MS = 500;

/** What the trainer uses of its Lab. */
export interface TrainerHost {
  readonly emit: (event: LabEvent) => void;
  readonly figure: LiveFigure;
  /** Starts the backend once more, all tensors gone; or `instead` of a GPU that was lost too often. */
  readonly restart: (instead: BackendName | null) => Promise<BackendInfo>;
  readonly sendStatus: () => void;
}

export class Trainer {
  readonly #host: TrainerHost;
  #open: OpenRun | null = null;
  #state: RunState = 'empty';
  /** All that is under way: the loop, a step, a recovery. */
  #work: Promise<void> = Promise.resolve();
  #statusDue = 0;
  #lost: DeviceLost | null = null;
  #isReplacing = false;
  readonly #trouble = new TroubleCount();

  constructor(host: TrainerHost) {
    this.#host = host;
  }

  get state(): RunState {
    return this.#state;
  }

  get open(): OpenRun | null {
    return this.#open;
  }

  /** Puts a run in the place of the one before. */
  take(open: OpenRun): void {
    this.#open = open;
    this.#trouble.beginRun();
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
    await this.#work;
    await this.#open?.settled();
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
      this.#guard(open, async () => {
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

  /** To be called when the device is lost: the step under way fails or ends, and then the run goes on on another. */
  loseDevice(lost: DeviceLost): void {
    this.#lost = lost;
    // A loop mends it after the present step; this is for a loss between its last step and its end, or without one.
    this.#work = this.#work.then(() => this.#guard(this.#open, () => Promise.resolve()));
  }

  /** Whether the device is lost or being replaced; waits as long as it may take until that is told. */
  async isDeviceLost(): Promise<boolean> {
    const known = () => this.#lost !== null || this.#isReplacing;
    const until = performance.now() + LOSS_TOLD_MS;
    while (!known() && performance.now() < until) await yieldToHost();
    return known();
  }

  async #train(open: OpenRun): Promise<void> {
    const turns = new HostTurns();
    while (this.#state === 'running' && !open.run.finished) {
      await this.#guard(open, async () => {
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

  /** Runs work on the run, and mends what goes wrong in it or has gone wrong before its end. */
  async #guard(open: OpenRun | null, work: () => Promise<void>): Promise<void> {
    let error: unknown = null;
    try {
      await work();
    } catch (caught) {
      error = caught;
      if (!(error instanceof Explosion)) await this.isDeviceLost();
    }
    try {
      if (this.#lost) await this.#recoverDevice(open, this.#lost);
      else if (error instanceof Explosion) await this.#recoverNumbers(open!, error);
      else if (error !== null) await this.#giveUp(open, error, 'Reset to begin anew.');
    } catch (again) {
      this.#setState('failed');
      this.#fail(messageOf(again), 'Reload the page, or start the program again.', goOn(open));
    }
  }

  async #recoverDevice(open: OpenRun | null, lost: DeviceLost): Promise<void> {
    const tooOften = this.#trouble.loseDevice(performance.now());
    await open?.settled();
    const backend = await this.#replaceDevice(open, tooOften ? 'wasm' : null);
    if (!open) return;
    const recovery = deviceRecovery(lost, backend, positionOf(open.point), open.run.config.batchSize);
    this.#tellRecovery(recovery);
    if (this.#state === 'finished' && !open.run.finished) this.#makeLastStepsAgain();
  }

  async #replaceDevice(open: OpenRun | null, instead: BackendName | null): Promise<BackendInfo> {
    this.#isReplacing = true;
    this.#lost = null;
    try {
      const backend = await this.#host.restart(instead);
      await open?.goBack(null);
      return backend;
    } finally {
      this.#isReplacing = false;
    }
  }

  /** Of a run whose end was lost before there was a point to go back to. */
  #makeLastStepsAgain(): void {
    this.#setState('paused');
    this.start();
  }

  async #recoverNumbers(open: OpenRun, error: Explosion): Promise<void> {
    await open.settled();
    const at = positionOf(open.point);
    if (this.#trouble.explode(error, at)) {
      return this.#giveUp(open, error, explosionAdvice(error, open.run.config));
    }
    const stream = `redraw ${this.#trouble.explosions} from ${at.phase} ${at.step}`;
    await open.goBack(stream);
    const recovery = explosionRecovery(error, at, stream, open.run.config);
    this.#tellRecovery(recovery);
  }

  #tellRecovery(recovery: Recovery): void {
    this.#host.emit({ type: 'recovered', recovery });
    this.#host.sendStatus();
    // One that was being drawn may be gone.
    void this.#host.figure.draw();
  }

  /** The run fails, at the last good point of it, which is kept. */
  async #giveUp(open: OpenRun | null, error: unknown, todo: string): Promise<void> {
    this.#setState('failed');
    if (open) {
      await open.settled();
      if (hasModuleFailed(error)) await this.#replaceDevice(open, null);
      else await open.goBack(null);
      await open.keeper.save();
      this.#host.sendStatus();
      void this.#host.figure.draw();
    }
    if (!hasModuleFailed(error)) return this.#fail(messageOf(error), todo, goOn(open));
    const what =
      error instanceof OutOfMemory ? error.message : `WebAssembly stopped within a step: ${error.message}.`;
    this.#fail(what, `Take ${smaller(open?.run.config.batchSize ?? 2)}.`, goOn(open));
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

  #fail(what: string, todo: string, goOn: GoOn | null): void {
    const failure: Failure = { what, todo, goOn };
    this.#host.emit({ type: 'failure', failure });
  }
}

/** The newest checkpoint of a run. */
function goOn(open: OpenRun | null): GoOn | null {
  const { run = null, last = null } = open?.keeper.status ?? {};
  return run !== null && last !== null
    ? { run, checkpoint: last.name, phase: last.phase, step: last.step }
    : null;
}
