/** Stored runs in words. */
import type { Phase, StoredRun } from '../../worker/protocol';
import { count, settingText } from '../format';
import { PHASE_TITLES } from '../run/progress';

/** What was trained: “pets”, θ 0.7, small, seed 1. */
export function runTitle({ images, config }: StoredRun): string {
  return `“${images.name}”, θ ${settingText(config.theta)}, ${config.size}, seed ${config.seed}`;
}

export function position({ phase, step }: { readonly phase: Phase; readonly step: number }): string {
  return `${PHASE_TITLES[phase]}, step ${count(step)}`;
}

/** How it ended; a run that was still running when it was last heard of was broken off. */
export function runEnd({ state }: StoredRun): string {
  return state === 'running' ? 'broken off' : state;
}

/** When its newest checkpoint was saved, or else when it began; ISO 8601. */
export function lastSaved({ checkpoints, started }: StoredRun): string {
  return checkpoints.at(-1)?.saved ?? started;
}
