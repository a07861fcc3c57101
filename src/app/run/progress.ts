/** How far a run is, over both phases. */
import { phaseSteps, type Config } from '../../experiments/config';
import type { Phase, RunStatus } from '../../worker/protocol';

export interface RunProgress {
  /** Share of all steps that phase one takes, in [0, 1]. */
  readonly split: number;
  /** Share of all steps done, in [0, 1]. */
  readonly done: number;
}

export function runProgress(status: RunStatus, config: Config, imageCount: number): RunProgress {
  const length = (phase: Phase) =>
    status.phase === phase && status.steps > 0 ? status.steps : phaseSteps(config, phase, imageCount);
  const first = length('autoencoder');
  const total = first + length('repair');
  const before = status.phase === 'autoencoder' ? 0 : first;
  return { split: first / total, done: Math.min(1, (before + status.step) / total) };
}

export const PHASE_TITLES: Readonly<Record<Phase, string>> = {
  autoencoder: 'Autoencoder',
  repair: 'Damage & repair',
};
