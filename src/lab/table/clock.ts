/** Foretells how long a table will still take, from what its parts have taken so far. */
import { phaseNumber } from '../../experiments/phases';
import type { TableStage } from './events';

/** Steps of each phase, and layers probed. */
export type TableWork = Partial<Record<TableStage, number>>;

/** How the parts compare before they are measured: a step of a first phase is 1. A guess, and soon forgotten. */
function guess(kind: TableStage): number {
  if (kind === 'probe') return 20;
  return phaseNumber(kind) === 1 ? 1 : 3;
}

export class TableClock {
  readonly #done = new Map<TableStage, number>();
  readonly #seconds = new Map<TableStage, number>();

  note(kind: TableStage, units: number, seconds: number): void {
    this.#done.set(kind, (this.#done.get(kind) ?? 0) + units);
    this.#seconds.set(kind, (this.#seconds.get(kind) ?? 0) + seconds);
  }

  /** Seconds for this work; null while nothing was measured. */
  foretell(work: TableWork): number | null {
    const known = [...this.#done.keys()];
    if (known.length === 0) return null;
    const sum = (of: (kind: TableStage) => number): number => known.reduce((all, kind) => all + of(kind), 0);
    const seconds = (kind: TableStage): number => this.#seconds.get(kind)!;
    const perGuess = sum(seconds) / sum((kind) => this.#done.get(kind)! * guess(kind));
    const rate = (kind: TableStage): number => {
      const done = this.#done.get(kind);
      return done ? seconds(kind) / done : perGuess * guess(kind);
    };
    const parts = Object.entries(work) as [TableStage, number][];
    return parts.reduce((all, [kind, units]) => all + rate(kind) * units, 0);
  }
}
