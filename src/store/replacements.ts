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
    const desk = this.#desk;
    await desk.ask('Saving the run', async (lab) => {
      await lab.pause();
      await lab.saveCheckpoint();
    });
    await desk.nextFrame();
    const { run, last } = desk.store.getState().saving;
    await desk.ask(doing, request);
    await desk.nextFrame();
    const hasLeft = run !== desk.store.getState().saving.run;
    desk.store.setState({ undo: run && last && hasLeft ? { kind: 'replaced', run, text } : null });
  }
}
