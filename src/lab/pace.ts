/** What a step of each phase costs, and so how long the rest of a run takes. Plain arithmetic. */
import type { Phase } from '../experiments/metrics';

/** Share of the newest reading in the smoothed cost. */
const SMOOTHING = 0.1;

type PerPhase = Readonly<Record<Phase, number>>;
type Known = { [P in Phase]?: number };

/** In seconds. */
export interface TimeLeft {
  /** Until the present phase ends. */
  readonly phase: number;
  /** Until both do. */
  readonly total: number;
}

export class Pace {
  readonly #earlier: Readonly<Known>;
  readonly #measured: Known = {};
  readonly #readings: Known = {};

  /** @param earlier seconds that a step took when this run, or one like it, was trained before */
  constructor(earlier: Readonly<Known> = {}) {
    this.#earlier = earlier;
  }

  /** Takes a reading: seconds a step, all that was done between two steps included. */
  note(phase: Phase, secondsPerStep: number): void {
    const before = this.#measured[phase];
    const readings = (this.#readings[phase] ?? 0) + 1;
    this.#readings[phase] = readings;
    // The first one holds what is done once, such as compiling programs: it stands only until there is another.
    this.#measured[phase] =
      before === undefined || readings === 2
        ? secondsPerStep
        : before + SMOOTHING * (secondsPerStep - before);
  }

  /**
   * Seconds a step of a phase: measured; or else what the other phase is measured to cost, in the proportion of earlier
   * measures, or of the work that a step is; null while nothing is known.
   */
  secondsPerStep(phase: Phase, work: PerPhase): number | null {
    const other = phase === 'autoencoder' ? 'repair' : 'autoencoder';
    const measured = this.#measured[phase];
    if (measured !== undefined) return measured;
    const [here, there] = [this.#earlier[phase], this.#earlier[other]];
    const ratio = here !== undefined && there !== undefined ? here / there : work[phase] / work[other];
    const known = this.#measured[other];
    if (known !== undefined) return known * ratio;
    return here ?? (there === undefined ? null : there * ratio);
  }

  /** Null while unknown. */
  timeLeft(phase: Phase, stepsLeft: PerPhase, work: PerPhase): TimeLeft | null {
    const seconds = (of: Phase): number | null => {
      const cost = this.secondsPerStep(of, work);
      return cost === null ? null : stepsLeft[of] * cost;
    };
    const [first, second] = [seconds('autoencoder'), seconds('repair')];
    if (first === null || second === null) return null;
    return { phase: phase === 'autoencoder' ? first : second, total: first + second };
  }
}
