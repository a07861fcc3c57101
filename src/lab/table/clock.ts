/** Foretells how long a table will still take, from what its parts have taken so far. */

/** Steps of either phase, and layers probed. */
export type TableWork = Record<'autoencoder' | 'repair' | 'probe', number>;

/** How the parts compare before they are measured: a step of the autoencoder is 1. A guess, and soon forgotten. */
const GUESS: TableWork = { autoencoder: 1, repair: 3, probe: 20 };

const KINDS = Object.keys(GUESS) as (keyof TableWork)[];

export class TableClock {
  readonly #done: TableWork = { autoencoder: 0, repair: 0, probe: 0 };
  readonly #seconds: TableWork = { autoencoder: 0, repair: 0, probe: 0 };

  note(kind: keyof TableWork, units: number, seconds: number): void {
    this.#done[kind] += units;
    this.#seconds[kind] += seconds;
  }

  /** Seconds for this work; null while nothing was measured. */
  foretell(work: TableWork): number | null {
    const known = KINDS.filter((kind) => this.#done[kind] > 0);
    if (known.length === 0) return null;
    const sum = (of: (kind: keyof TableWork) => number): number =>
      known.reduce((all, kind) => all + of(kind), 0);
    const perGuess = sum((kind) => this.#seconds[kind]) / sum((kind) => this.#done[kind] * GUESS[kind]);
    return KINDS.reduce((seconds, kind) => {
      const rate = this.#done[kind] > 0 ? this.#seconds[kind] / this.#done[kind] : perGuess * GUESS[kind];
      return seconds + rate * work[kind];
    }, 0);
  }
}
