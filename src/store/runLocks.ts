/** One tab to a run: a Web Lock of the run’s name, which the browser releases however a tab ends. */

const PREFIX = 'artifact-lab.run.';

interface Held {
  readonly run: string;
  readonly release: () => void;
}

interface Listeners {
  /** Hears which runs other tabs have open, after each look. */
  readonly onLook: (runs: readonly string[]) => void;
  /** Another tab has closed a run. */
  readonly onClosed: () => void;
}

export class RunLocks {
  readonly #locks: LockManager | undefined;
  readonly #listeners: Listeners;
  readonly #awaited = new Set<string>();
  #held: Held | null = null;
  #guarded: string | null = null;

  constructor(locks: LockManager | undefined, listeners: Listeners) {
    this.#locks = locks;
    this.#listeners = listeners;
  }

  /** Holds a run in place of the one held before; null holds none. */
  hold(run: string | null): void {
    if (run === (this.#held?.run ?? null)) return;
    this.#held?.release();
    this.#held = null;
    if (run === null || !this.#locks) return;
    const held = new Promise<void>((release) => (this.#held = { run, release }));
    void this.#locks.request(PREFIX + run, () => held);
  }

  /** Does work that makes a run this tab’s own; null, and nothing done, where another tab has it open. */
  async guard<Result>(run: string, work: () => Promise<Result>): Promise<Result | null> {
    if (!this.#locks || this.#held?.run === run) return work();
    this.#guarded = run;
    try {
      return await this.#locks.request(PREFIX + run, { ifAvailable: true }, (lock) => (lock ? work() : null));
    } finally {
      this.#guarded = null;
    }
  }

  /** Looks which runs are open elsewhere, and from then on awaits their being closed. */
  async look(): Promise<void> {
    if (!this.#locks) return;
    const { held = [] } = await this.#locks.query();
    const runs = held.flatMap(({ name, mode }) =>
      name?.startsWith(PREFIX) && mode === 'exclusive' ? name.slice(PREFIX.length) : [],
    );
    const elsewhere = runs.filter((run) => run !== this.#held?.run && run !== this.#guarded);
    for (const run of elsewhere) void this.#awaitEnd(run);
    this.#listeners.onLook(elsewhere);
  }

  async #awaitEnd(run: string): Promise<void> {
    if (this.#awaited.has(run)) return;
    this.#awaited.add(run);
    await this.#locks!.request(PREFIX + run, { mode: 'shared' }, () => undefined);
    this.#awaited.delete(run);
    this.#listeners.onClosed();
  }
}
