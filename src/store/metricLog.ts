/** All metrics of the present run, as one series each over the steps of both phases. */
import type { MetricName, MetricRow, Phase } from '../worker/protocol';
import { Series } from './series';

export class MetricLog {
  readonly #series = new Map<MetricName, Series>();
  #version = 0;
  #lastAutoencoderStep = 0;
  #phaseTwoSeen = false;

  get version(): number {
    return this.#version;
  }

  /** Steps of phase one, on which phase two follows; null while there is no phase two. */
  get phaseTwoStart(): number | null {
    return this.#phaseTwoSeen ? this.#lastAutoencoderStep : null;
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
      if (row.phase === 'autoencoder') this.#lastAutoencoderStep = row.step;
      else this.#phaseTwoSeen = true;
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
    return phase === 'autoencoder' ? step : this.#lastAutoencoderStep + step;
  }

  #clear(): void {
    for (const series of this.#series.values()) series.clear();
    this.#lastAutoencoderStep = 0;
    this.#phaseTwoSeen = false;
  }
}
