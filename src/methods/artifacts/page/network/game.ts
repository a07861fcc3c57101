/** Moves of phase two's game made by hand, and what the last one changed. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Desk } from '../../../../store/desk';
import type { Look } from '../../../../store/looks';
import type { Learners, Played } from '../../../../worker/protocol';

interface GameState {
  /** Null before the first move, and where something else moved the run beside the last one. */
  readonly played: Played | null;
}

const FRESH: GameState = { played: null };

export class Game implements Look {
  readonly store: StoreApi<GameState> = createStore<GameState>(() => FRESH);
  readonly #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** One step that these learn from, then paused. */
  play = (learners: Learners): Promise<void> =>
    this.#desk.ask('Taking a step', async (lab) => this.store.setState({ played: await lab.play(learners) }));

  runBegan = (): void => this.store.setState(FRESH);
}
