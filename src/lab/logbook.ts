/** Advances a run and writes down what its steps measured and how fast they went. */
import { valueOf, type Config, type ConfigKey } from '../experiments/config';
import * as tf from '@tensorflow/tfjs-core';

import { aboutPhase, perPhase } from '../experiments/phases';
import { readMetrics } from '../training/stepMetrics';
import type { MetricName, Phase } from '../experiments/metrics';
import type { BackendInfo, Learners, MetricRow } from './events';
import { judged, judgesNow } from './judging';
import { Pace, type TimeLeft } from './pace';
import { Explosion, LOSS_BOUND } from './recovery/trouble';
import type { Run } from './run';
import { methodOf } from './works';

/** Share of the newest reading in the smoothed rate. */
const RATE_SMOOTHING = 0.1;

/** Every how many steps losses are read. A GPU works ahead of us and reading waits for it, so not every step there. */
export function logInterval(backend: BackendInfo): number {
  return backend.name === 'webgpu' ? 5 : 1;
}

export class Logbook {
  readonly rows: MetricRow[];
  readonly #interval: number;
  #sent: number;
  /** Training time, pauses left out. */
  #seconds: number;
  #imagesSinceReading = 0;
  #secondsSinceReading = 0;
  #stepsSinceReading = 0;
  /** Since when the step under way, or the way to it, takes its time; null where nobody is training. */
  #since: number | null = null;
  #wallSinceReading = 0;
  #rate = 0;
  #pace: Pace | null = null;

  /**
   * @param interval every how many steps the losses are read from the device and logged
   * @param rows what was logged of the run before
   */
  constructor(interval: number, rows: readonly MetricRow[] = []) {
    this.#interval = interval;
    this.rows = [...rows];
    this.#sent = rows.length;
    this.#seconds = rows.at(-1)?.seconds ?? 0;
  }

  /** Source images per second, smoothed; 0 before the first reading. */
  get imagesPerSecond(): number {
    return this.#rate;
  }

  /** Seconds until each budget is used, at what a step of its phase costs; null while unknown. */
  timeLeft(run: Run): TimeLeft | null {
    return this.#paceOf(run).timeLeft(run.phase, run.stepsLeft, methodOf(run.config).work(run.config));
  }

  /** To be called where training begins again: the time since the last step was a pause. */
  noteRest(): void {
    this.#since = null;
  }

  /** A run that goes on knows from its rows what a step took before. */
  #paceOf({ config }: Run): Pace {
    if (this.#pace) return this.#pace;
    const before = (phase: Phase) => {
      const rate = this.rows.findLast((row) => row.phase === phase)?.values.imagesPerSecond ?? 0;
      return rate > 0 ? config.batchSize / rate : undefined;
    };
    return (this.#pace = new Pace(perPhase(config, before)));
  }

  /**
   * One step of the run, by default of those whose turn it is; one that somebody chose is always logged. Throws an Explosion, naming loss and step, when a loss is not finite or beyond all measure.
   *
   * @returns whether the step’s losses were read and found good
   */
  async advance(run: Run, learners?: Learners): Promise<boolean> {
    const started = performance.now();
    const { config } = run; // a hot field may change while the losses are read
    const pace = this.#paceOf(run);
    if (run.isPhaseDone) this.#beginReading(); // what comes is of another phase
    const measured = run.advance(learners);
    const { phase, step, epoch } = run;
    this.#stepsSinceReading++;
    this.#imagesSinceReading += run.config.batchSize;
    const isChosen = learners !== undefined;
    const isJudging = judgesNow(run);
    const due =
      isJudging || isChosen || step === 1 || step % this.#interval === 0 || step === run.steps[phase];
    // Only a reading shows how long a GPU really took, so time is counted from reading to reading.
    const values = due ? await readMetrics(measured) : (tf.dispose({ ...measured }), null);
    const now = performance.now();
    this.#secondsSinceReading += (now - started) / 1000;
    this.#wallSinceReading += (now - (this.#since ?? started)) / 1000;
    this.#since = now;
    if (!values) return false;

    for (const [name, value] of Object.entries(values)) {
      if (!(Math.abs(value) < LOSS_BOUND)) throw new Explosion(name as MetricName, value, phase, step);
    }
    pace.note(phase, this.#wallSinceReading / this.#stepsSinceReading);
    this.#noteRate(phase);
    const extras = {
      learningRate: run.learningRate,
      imagesPerSecond: this.#rate,
      ...settingsLogged(config, phase),
    };
    this.rows.push({
      phase,
      step,
      epoch,
      seconds: this.#seconds,
      values: { ...values, ...extras, ...(isJudging && (await judged(run, config))) },
    });
    return true;
  }

  #noteRate(phase: Phase): void {
    const rate = this.#imagesSinceReading / Math.max(this.#secondsSinceReading, 1e-6);
    // A step of the other phase takes another time.
    const isFirst = this.#rate === 0 || this.rows.at(-1)?.phase !== phase;
    this.#rate = isFirst ? rate : this.#rate + RATE_SMOOTHING * (rate - this.#rate);
    this.#beginReading();
  }

  #beginReading(): void {
    this.#seconds += this.#secondsSinceReading;
    this.#imagesSinceReading = 0;
    this.#secondsSinceReading = 0;
    this.#stepsSinceReading = 0;
    this.#wallSinceReading = 0;
  }

  /** Rows since the last call. */
  takeUnsent(): MetricRow[] {
    const rows = this.rows.slice(this.#sent);
    this.#sent = this.rows.length;
    return rows;
  }
}

function settingsLogged(config: Config, phase: Phase): Partial<Record<MetricName, number>> {
  const { logs } = aboutPhase(phase);
  return Object.fromEntries(logs.map((key) => [key, Number(valueOf(config, key as ConfigKey))]));
}
