/** How far a run is, over all phases. */
import { phaseSteps, type Config } from '../../experiments/config';
import { PHASE_IDS, phaseNumber, type Phase } from '../../experiments/phases';
import type { RunStatus } from '../../worker/protocol';

export interface RunProgress {
  /** Share of all steps that phase one takes, in [0, 1]. */
  readonly split: number;
  /** Share of all steps done, in [0, 1]. */
  readonly done: number;
}

export function runProgress(status: RunStatus, config: Config, imageCount: number): RunProgress {
  const length = (phase: Phase) =>
    status.phase === phase && status.steps > 0 ? status.steps : phaseSteps(config, phase, imageCount);
  const sum = (phases: readonly Phase[]): number => phases.reduce((all, phase) => all + length(phase), 0);
  const total = sum(PHASE_IDS);
  const before = sum(PHASE_IDS.slice(0, phaseNumber(status.phase) - 1));
  return { split: sum(PHASE_IDS.slice(0, 1)) / total, done: Math.min(1, (before + status.step) / total) };
}

export { PHASE_TITLES } from '../../experiments/phases';
