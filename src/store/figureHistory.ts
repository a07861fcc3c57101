/** Figures of past steps, to look back at: as many as fit, spread over the whole run. */
import { createStore } from 'zustand/vanilla';
import type { Figure } from '../worker/protocol';

/** Memory that past figures may take, in bytes; and no more than a slider can tell apart. */
const MOST_BYTES = 48 * 2 ** 20;
const MOST_FRAMES = 120;

interface HistoryState {
  /** Oldest first. */
  readonly frames: readonly Figure[];
  /** The frame that is looked at; null: the figure as it is now. */
  readonly at: number | null;
}

export class FigureHistory {
  readonly store = createStore<HistoryState>(() => ({ frames: [], at: null }));
  /** Steps between two frames at least; doubles whenever the memory is full. */
  #spacing = 1;

  /** Takes a figure; one of the same step takes the place of the one before. */
  add(figure: Figure): void {
    const { frames } = this.store.getState();
    const last = frames.at(-1);
    const isSame = last?.phase === figure.phase && last.step === figure.step;
    const apart = last?.phase === figure.phase ? figure.step - last.step : Infinity;
    if (isSame) this.#keep([...frames.slice(0, -1), figure]);
    else if (apart >= this.#spacing || apart < 0) this.#keep([...frames, figure]);
  }

  clear(): void {
    this.#spacing = 1;
    this.store.setState({ frames: [], at: null });
  }

  look = (at: number | null): void => this.store.setState({ at });

  #keep(frames: readonly Figure[]): void {
    const most = Math.max(4, Math.min(MOST_FRAMES, Math.floor(MOST_BYTES / bytesOf(frames.at(-1)!))));
    if (frames.length <= most) return this.store.setState({ frames });
    const thinned = frames.filter((_, i) => i % 2 === 0 || i === frames.length - 1);
    this.#spacing *= 2;
    this.store.setState(({ at }) => ({
      frames: thinned,
      at: at === null ? null : Math.min(at >> 1, thinned.length - 1),
    }));
  }
}

function bytesOf(figure: Figure): number {
  const pictures =
    figure.kind === 'figure3'
      ? figure.rows.map(({ tiles }) => Object.values(tiles))
      : figure.rows.map((row) => Object.values(row.pictures));
  return pictures.flat().reduce((sum, { length }) => sum + length, 1);
}
