/**
 * What happens when the worker has ended unasked: another one takes its place, with the newest checkpoint of the run, or
 * the run from its beginning where there is none, and goes on training if the first one did.
 */
import type { Config } from '../experiments/config';
import type { Desk } from './desk';
import { hotOf } from './settings';
import { afterReload, withFailure, withNotice } from './state';
import type { StoredRuns } from './storedRuns';

/** A worker that ends again and again is not started a further time. */
const MOST_ENDS = 3;
const WITHIN_MS = 10 * 60_000;

export class Recovery {
  readonly #desk: Desk;
  readonly #runs: StoredRuns;
  readonly #open: (config: Config) => Promise<void>;
  /** When workers ended, in milliseconds since 1970. */
  #ends: number[] = [];

  /** @param open puts a worker with a lab of this config in the place of the one before */
  constructor(desk: Desk, runs: StoredRuns, open: (config: Config) => Promise<void>) {
    this.#desk = desk;
    this.#runs = runs;
    this.#open = open;
  }

  async recover(reason: string): Promise<void> {
    const { store } = this.#desk;
    const { status, saving, running, draft, images } = store.getState();
    const { run, last } = saving;
    const what = `The worker that trains has stopped: ${reason}`;
    if (this.#isTooOften()) return this.#giveUp(what);
    store.setState({ continuing: null, reading: null });
    await this.#open(running);
    const kept = run !== null && last !== null;
    if (kept) await this.#continueAsSet(run, running, draft);
    else if (images) await this.#runs.loadAgain(images.name);
    if (status.state === 'running') await this.#desk.ask('Starting', (lab) => lab.start());
    const from = kept ? `from step ${last.step}` : 'from the beginning';
    const after = images ? `, and the run continues ${from}` : '';
    store.setState((state) => withNotice(state, `${what} Another one took its place${after}.`));
  }

  #isTooOften(): boolean {
    const now = Date.now();
    this.#ends = [...this.#ends.filter((end) => now - end < WITHIN_MS), now];
    return this.#ends.length > MOST_ENDS;
  }

  async #giveUp(what: string): Promise<void> {
    const { store } = this.#desk;
    const { run, last } = store.getState().saving;
    const todo = 'It did so several times, so the next one waits for you.';
    // What the worker had still said comes first: nothing after it may say that it trains.
    await this.#desk.nextFrame();
    const goOn = run !== null &&
      last && { goOn: { run, checkpoint: last.name, phase: last.phase, step: last.step } };
    store.setState((state) => withFailure(afterReload(state), { what, todo, ...goOn }));
  }

  /** Continues a run under the settings that the page had, which its newest checkpoint may not know yet. */
  async #continueAsSet(run: string, running: Config, draft: Config): Promise<void> {
    if (!(await this.#runs.continue(run, false))) return;
    // Beside the hot fields the unit of the budget, which is steps once a phase was ended by hand.
    const hot = { ...hotOf(running), budget: running.budget };
    await this.#desk.ask('Changing the settings', (lab) => lab.tune(hot));
    await this.#desk.nextFrame();
    this.#desk.store.setState({ running, draft });
  }
}
