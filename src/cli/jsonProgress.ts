/** How far a run is and how long it takes, as a line of JSON now and then. */
import type { Phase, RunStatus } from '../lab/events';
import { jsonLine } from './terminal';

const INTERVAL_MS = 5000;

export class JsonProgress {
  #phase: Phase | null = null;
  #due = 0;

  /** Prints while the run trains: at the beginning of each phase, and every five seconds. */
  show(status: RunStatus): void {
    const { state, phase, step, steps, imagesPerSecond, phaseSecondsLeft, secondsLeft } = status;
    if (state !== 'running' || phaseSecondsLeft === null) return;
    const now = performance.now();
    if (phase === this.#phase && now < this.#due) return;
    this.#phase = phase;
    this.#due = now + INTERVAL_MS;
    jsonLine({ type: 'progress', phase, step, steps, imagesPerSecond, phaseSecondsLeft, secondsLeft });
  }
}
