/** A run that is saved on a real disk while every processor has other work too: how much is ever unsaved? */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { isMilestone } from '../../src/checkpoints/keepRule';
import { checkpointName } from '../../src/checkpoints/runFolder';
import { RunDirectory } from '../../src/cli/runDirectory';
import type { LabEvent, Phase } from '../../src/lab/events';
import { openLab } from './openLab';

/** @param steps of each phase @param seconds between saves */
export async function soakSaves(steps: Readonly<Record<'autoencoder' | 'repair', number>>, seconds: number) {
  const location = await mkdtemp(path.join(tmpdir(), 'soak-'));
  const others = Array.from(
    { length: availableParallelism() },
    () => new Worker('for (;;);', { eval: true }),
  );
  try {
    const { folder } = new RunDirectory(location);
    const watch = new Watch(steps.autoencoder);
    const keeping = { newFolder: () => folder, plan: { seconds, steps: Infinity } };
    const config = { batchSize: 4, aeSteps: steps.autoencoder, ganSteps: steps.repair, historySize: 16 };
    const { lab, events } = await openLab({ preference: 'wasm' }, config, keeping, watch.hear);
    lab.start();
    await lab.settled();
    const names = (await folder.checkpoints()).map(({ name }) => name);
    const missed = milestonesOf(steps).filter((name) => !names.includes(name));
    return {
      steps: steps.autoencoder + steps.repair,
      everySeconds: seconds,
      otherWork: others.length,
      saves: watch.saves,
      /** The most that was unsaved, in intervals; where a step lasts long, up to one step more than two. */
      worstGap: Number((watch.worst / (1000 * seconds)).toFixed(3)),
      longestStepSeconds: Number((watch.longestStep / 1000).toFixed(3)),
      missed,
      failures: events.length,
      passed: events.length === 0 && missed.length === 0 && watch.worst <= 2000 * seconds + watch.longestStep,
    };
  } finally {
    for (const other of others) await other.terminate();
    await rm(location, { recursive: true });
  }
}

/** Hears what a lab tells, and keeps the longest time that a step was not on disk. */
class Watch {
  worst = 0;
  saves = 0;
  longestStep = 0;
  readonly #phaseOne: number;
  /** Steps that were seen done but are not known to be saved, and when, in their order. */
  #unsaved: { readonly done: number; readonly at: number }[] = [];
  #last = '';
  #heard = 0;

  /** @param phaseOne its steps */
  constructor(phaseOne: number) {
    this.#phaseOne = phaseOne;
  }

  readonly hear = (event: LabEvent): void => {
    if (event.type === 'status' && event.status.state === 'running') this.#see(this.#done(event.status));
    if (event.type !== 'saving' || !event.saving.last || event.saving.last.name === this.#last) return;
    this.#last = event.saving.last.name;
    this.saves++;
    const saved = this.#done(event.saving.last);
    this.#unsaved = this.#unsaved.filter(({ done }) => done > saved);
  };

  #see(done: number): void {
    const now = performance.now();
    if (this.#heard > 0 && done > 0) this.longestStep = Math.max(this.longestStep, now - this.#heard);
    this.#heard = now;
    if (done > (this.#unsaved.at(-1)?.done ?? 0)) this.#unsaved.push({ done, at: now });
    this.worst = Math.max(this.worst, now - (this.#unsaved[0]?.at ?? now));
  }

  #done({ phase, step }: { readonly phase: Phase; readonly step: number }): number {
    return phase === 'repair' ? this.#phaseOne + step : step;
  }
}

/** The checkpoints that have to be there in the end. */
function milestonesOf(steps: Readonly<Record<'autoencoder' | 'repair', number>>): string[] {
  const within = (phase: keyof typeof steps) =>
    Array.from({ length: steps[phase] }, (_, i) => i + 1)
      .filter(isMilestone)
      .map((step) => checkpointName(phase, step));
  return [...within('autoencoder'), checkpointName('autoencoder', steps.autoencoder), ...within('repair')];
}
