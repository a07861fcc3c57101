/** What the parts of a session share: what the page knows, the line to the lab, and one way to tell what failed. */
import type { StoreApi } from 'zustand/vanilla';
import { messageOf } from '../base/messageOf';
import type { LabRequests } from '../worker/protocol';
import { LabEnded, type LabLine } from './labLine';
import { withFailure, type PageState } from './state';

export class Desk {
  readonly store: StoreApi<PageState>;
  readonly line: LabLine;
  readonly #schedule: (turn: () => void) => void;

  /** @param schedule runs something when the events that have come so far are on the page */
  constructor(store: StoreApi<PageState>, line: LabLine, schedule: (turn: () => void) => void) {
    this.store = store;
    this.line = line;
    this.#schedule = schedule;
  }

  /** Makes a request; what it throws becomes a failure on the page. */
  ask(doing: string, request: (lab: LabRequests) => Promise<void>): Promise<void> {
    return this.attempt(doing, () => this.line.ask(request));
  }

  /** The same for more than one request. The end of a worker is told once, not for each request under way. */
  async attempt(doing: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LabEnded)) this.tell(doing, error);
    }
  }

  tell(doing: string, error: unknown): void {
    const reason = messageOf(error);
    this.store.setState((state) =>
      withFailure(state, {
        what: `${doing} failed: ${reason}`,
        todo: 'Try again; if it fails again, reload the page. The address keeps the settings.',
      }),
    );
  }

  /** Resolves when the events that have come so far are on the page. */
  nextFrame(): Promise<void> {
    return new Promise((resolve) => this.#schedule(resolve));
  }
}
