/**
 * When a run is saved, and how much of the time a save may take from training. All of it is arithmetic on a clock and a
 * count of steps that others read. What may be lost is never more than twice the interval: a save that is late gets
 * more and more of the time, and at twice the interval all of it.
 */

/** How often a run is saved while it trains: when either is used up. */
export interface SavingPlan {
  readonly seconds: number;
  readonly steps: number;
}

/** A point of the run that is saved, or on its way to the disk. */
export interface SavingMark {
  /** Steps of both phases that were done. */
  readonly done: number;
  /** When the first step after it ended, in milliseconds; null while there is none: a run at rest loses nothing. */
  movedAt: number | null;
}

/** Within its bounds, the interval is stretched so that saving takes at most this share of the time. */
const SAVING_SHARE = 0.05;
/** What a save gets of the time while it is not late. */
const LEAST_SHARE = 0.1;
const RETRY_MS = 60_000;

export class SavingSchedule {
  readonly #plan: SavingPlan;
  /** The newest point saved, and after it those on their way. */
  #marks: SavingMark[];
  /** From one save to the next, in milliseconds. */
  #apart: number;
  /** For how long training has been held for the save under way, in milliseconds. */
  #cost = 0;
  #isAskedFor = false;
  #retryAt = -Infinity;

  /** @param done steps of both phases done when the run was opened, which nobody has to save */
  constructor(plan: SavingPlan, done: number) {
    this.#plan = plan;
    this.#marks = [{ done, movedAt: null }];
    this.#apart = plan.seconds * 1000;
  }

  /** Notes that a step has ended. */
  afterStep(now: number): void {
    this.#marks.at(-1)!.movedAt ??= now;
  }

  /** Whether it is time for another save, where none is under way. */
  isDue(done: number, now: number): boolean {
    if (!this.mayTry(now)) return false;
    const newest = this.#marks.at(-1)!;
    return this.#isAskedFor || done - newest.done >= this.#plan.steps || ageOf(newest, now) >= this.#apart;
  }

  /** False for a while after a save has failed. */
  mayTry(now: number): boolean {
    return now >= this.#retryAt;
  }

  /** The next step that ends is to be saved, whatever the time. */
  ask(): void {
    this.#isAskedFor = true;
    this.#retryAt = -Infinity;
  }

  /** Notes that what stands after `done` steps is on its way to the disk. */
  begin(done: number): SavingMark {
    this.#isAskedFor = false;
    const mark = { done, movedAt: null };
    this.#marks.push(mark);
    return mark;
  }

  /** Notes that a point is saved. */
  succeed(mark: SavingMark): void {
    this.#marks = this.#marks.slice(this.#marks.indexOf(mark));
    const interval = this.#plan.seconds * 1000;
    // The last part of the longest interval belongs to the writing itself.
    const longest = 2 * (interval - this.#cost);
    this.#apart = Math.max(interval, Math.min(this.#cost / SAVING_SHARE, longest));
    this.#cost = 0;
    this.#retryAt = -Infinity;
  }

  /**
   * Notes that a save has come to nothing.
   *
   * @param mark undefined where it was of no new point
   * @returns for how long it is not tried again, in milliseconds
   */
  fail(mark: SavingMark | undefined, now: number): number {
    const [before, ...after] = this.#marks;
    this.#marks = [before!, ...after.filter((one) => one !== mark)];
    // Steps were made since the one before, if only those that should have been saved.
    before!.movedAt ??= now;
    this.#cost = 0;
    this.#retryAt = now + RETRY_MS;
    return RETRY_MS;
  }

  /** Notes for how long training was held for a save under way, in milliseconds. */
  spend(milliseconds: number): void {
    this.#cost += milliseconds;
  }

  /** The share of the time that belongs to a save under way, in (0, 1]; at 1 the next step waits for it. */
  share(done: number, now: number): number {
    const saved = this.#marks[0]!;
    const { seconds, steps } = this.#plan;
    const used = Math.max(ageOf(saved, now) / (1000 * seconds), (done - saved.done) / steps);
    return Math.min(1, Math.max(LEAST_SHARE, used - 1));
  }
}

/** How old the oldest step is that a point does not hold, in milliseconds. */
function ageOf({ movedAt }: SavingMark, now: number): number {
  return movedAt === null ? 0 : now - movedAt;
}
