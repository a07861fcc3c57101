/** All metrics of the present run, as one series each over the steps of all its phases. */
import { phaseNumber } from '../experiments/phases';
import type { MetricName, MetricRow, Phase } from '../worker/protocol';
import { Series } from './series';

export class MetricLog {
  readonly #series = new Map<MetricName, Series>();
  #version = 0;
  /** The last step of each phase so far, in order. */
  #lastSteps: number[] = [];

  get version(): number {
    return this.#version;
  }

  /** Steps before a phase; null while it has not begun. */
  startOf(phase: Phase): number | null {
    const before = phaseNumber(phase) - 1;
    return this.#lastSteps.length > before ? this.#stepsBefore(before) : null;
  }

  /** Where phases follow on one another: the steps before each but the first. */
  get borders(): readonly number[] {
    return this.#lastSteps.slice(1).map((_, i) => this.#stepsBefore(i + 1));
  }

  series(metric: MetricName): Series {
    const known = this.#series.get(metric);
    if (known) return known;
    const series = new Series();
    this.#series.set(metric, series);
    return series;
  }

  /** Adds rows; `fresh` forgets the run before. */
  append(rows: readonly MetricRow[], fresh: boolean): void {
    if (fresh) this.#clear();
    for (const row of rows) {
      this.#note(row);
      const x = this.globalStep(row.phase, row.step);
      for (const [metric, value] of Object.entries(row.values) as [MetricName, number][])
        this.series(metric).push(x, value);
    }
    this.#version++;
  }

  /** The newest logged step, counted from the start of the run; 0 before the first. */
  get lastStep(): number {
    return Math.max(0, ...[...this.#series.values()].map(({ x }) => x.at(-1) ?? 0));
  }

  /** A phase's step counted from the start of the run. */
  globalStep(phase: Phase, step: number): number {
    return this.#stepsBefore(phaseNumber(phase) - 1) + step;
  }

  #note({ phase, step }: MetricRow): void {
    const number = phaseNumber(phase);
    // A run may have been spared the phases before.
    while (this.#lastSteps.length < number) this.#lastSteps.push(0);
    this.#lastSteps[number - 1] = step;
  }

  #stepsBefore(phases: number): number {
    return this.#lastSteps.slice(0, phases).reduce((sum, steps) => sum + steps, 0);
  }

  #clear(): void {
    for (const series of this.#series.values()) series.clear();
    this.#lastSteps = [];
  }
}
