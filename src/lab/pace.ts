/** What a step of each phase costs, and so how long the rest of a run takes. Plain arithmetic. */
import { methodOfPhase, phasesOf, type PerPhase, type Phase } from '../experiments/phases';

/** Share of the newest reading in the smoothed cost. */
const SMOOTHING = 0.1;

type Known = { [P in Phase]?: number | undefined };

/** In seconds. */
export interface TimeLeft {
  /** Until the present phase ends. */
  readonly phase: number;
  /** Until the run does. */
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
   * Seconds a step of a phase: measured; or else what another phase is measured to cost, in the proportion of earlier
   * measures, or of the work that a step is; null while nothing is known.
   */
  secondsPerStep(phase: Phase, work: PerPhase<number>): number | null {
    const earlier = this.#earlier[phase];
    const ratio = (other: Phase): number => {
      const there = this.#earlier[other];
      return earlier !== undefined && there !== undefined ? earlier / there : work[phase]! / work[other]!;
    };
    const from = (known: Readonly<Known>): number | undefined => {
      const other = phasesLike(phase).find((id) => known[id] !== undefined);
      return other && known[other]! * ratio(other);
    };
    return this.#measured[phase] ?? from(this.#measured) ?? earlier ?? from(this.#earlier) ?? null;
  }

  /** Null while unknown. */
  timeLeft(phase: Phase, stepsLeft: PerPhase<number>, work: PerPhase<number>): TimeLeft | null {
    let total = 0;
    for (const id of phasesLike(phase)) {
      const cost = this.secondsPerStep(id, work);
      if (cost === null) return null;
      total += stepsLeft[id]! * cost;
    }
    return { phase: stepsLeft[phase]! * this.secondsPerStep(phase, work)!, total };
  }
}

/** Those of the same method. */
function phasesLike(phase: Phase): Phase[] {
  return phasesOf({ method: methodOfPhase(phase) }).map(({ id }) => id);
}
