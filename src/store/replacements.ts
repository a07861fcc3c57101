/** Whatever puts another run in the place of the present one. That one is kept first, and can be had back. */
import type { Turns } from '../base/turns';
import type { LabRequests } from '../worker/protocol';
import type { Desk } from './desk';
import { isUntouched } from './state';

export class Replacements {
  readonly #desk: Desk;
  readonly #turns: Turns;

  constructor(desk: Desk, turns: Turns) {
    this.#desk = desk;
    this.#turns = turns;
  }

  /** @param text what was done, for the person who may take it back */
  make(doing: string, text: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    return this.#turns.take(() =>
      isUntouched(this.#desk.store.getState())
        ? this.#desk.ask(doing, request)
        : this.#keepAndReplace(doing, text, request),
    );
  }

  async #keepAndReplace(
    doing: string,
    text: string,
    request: (lab: LabRequests) => Promise<void>,
  ): Promise<void> {
    const left = await this.keep();
    await this.#desk.ask(doing, request);
    await this.offerUndo(left, text);
  }

  /** Saves the present run as it stands, paused: its id; null where nothing would be lost, or it could not be saved. */
  async keep(): Promise<string | null> {
    const { store } = this.#desk;
    if (isUntouched(store.getState())) return null;
    await this.#desk.ask('Saving the run', async (lab) => {
      await lab.pause();
      await lab.saveCheckpoint();
    });
    await this.#desk.nextFrame();
    const { run, last } = store.getState().saving;
    return last && run;
  }

  /** Once another run is there: offers the one that was kept back. */
  async offerUndo(left: string | null, text: string): Promise<void> {
    const { store } = this.#desk;
    await this.#desk.nextFrame();
    const hasLeft = left !== store.getState().saving.run;
    store.setState({ undo: left && hasLeft ? { kind: 'replaced', run: left, text } : null });
  }
}
