/** How far a run is, over all phases. */
import { phaseSteps, type Config } from '../experiments/config';
import { trainedPhases, type Phase } from '../experiments/phases';
import type { RunStatus } from '../worker/protocol';

export interface RunProgress {
  /** Share of all steps that phase one takes, in [0, 1]; null where there is one phase only. */
  readonly split: number | null;
  /** Share of all steps done, in [0, 1]. */
  readonly done: number;
}

export function runProgress(status: RunStatus, config: Config, imageCount: number): RunProgress {
  const phases = trainedPhases(config).map(({ id }) => id);
  const length = (phase: Phase) =>
    status.phase === phase && status.steps > 0 ? status.steps : phaseSteps(config, phase, imageCount);
  const sum = (phases: readonly Phase[]): number => phases.reduce((all, phase) => all + length(phase), 0);
  const total = sum(phases);
  const before = sum(phases.slice(0, Math.max(0, phases.indexOf(status.phase))));
  const split = phases.length > 1 ? length(phases[0]!) / total : null;
  return { split, done: Math.min(1, (before + status.step) / total) };
}

export { PHASE_TITLES } from '../experiments/phases';
