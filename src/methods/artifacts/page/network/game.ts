/** Moves of phase two's game made by hand, and what the last one changed. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Learners, Played } from '../worker/protocol';
import { LabEnded, type LabLine } from './labLine';

export interface GameState {
  /** Null before the first move, and where something else moved the run beside the last one. */
  readonly played: Played | null;
}

const FRESH: GameState = { played: null };

export class GameOnPage {
  readonly store: StoreApi<GameState> = createStore<GameState>(() => FRESH);
  readonly #line: LabLine;
  readonly #tell: (doing: string, error: unknown) => void;

  constructor(line: LabLine, tell: (doing: string, error: unknown) => void) {
    this.#line = line;
    this.#tell = tell;
  }

  /** One step that these learn from, then paused. */
  play = async (learners: Learners): Promise<void> => {
    try {
      const played = await this.#line.ask((lab) => lab.play(learners));
      this.store.setState({ played });
    } catch (error) {
      if (!(error instanceof LabEnded)) this.#tell('Taking a step', error);
    }
  };

  /** Another run has begun. */
  forget = (): void => this.store.setState(FRESH);
}
