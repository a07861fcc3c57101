/** Which checkpoints of a run stay when a newer one has been written. */
import { PHASE_IDS } from '../experiments/phases';
import type { Position } from '../experiments/position';

/** The newest ones, so that damage to one or two loses little. */
const LAST = 3;

/** Milestones are steps 256, 1024, 4096, … of each phase: a handful even in a run of days. */
const FIRST_MILESTONE = 256;
const MILESTONE_FACTOR = 4;

/** Whether a run is saved after exactly so many steps of a phase, and that checkpoint kept for good. */
export function isMilestone(step: number): boolean {
  let milestone = FIRST_MILESTONE;
  while (milestone < step) milestone *= MILESTONE_FACTOR;
  return step === milestone;
}

/** The milestones among checkpoints, oldest first: those of their steps, and the end of each phase that another has followed. */
export function milestones<T extends Position>(checkpoints: readonly T[]): Set<T> {
  const lastOfEach = PHASE_IDS.map((id) => checkpoints.findLast(({ phase }) => phase === id));
  const ends = lastOfEach.filter((one) => one !== undefined).slice(0, -1); // the last phase may go on
  return new Set([...checkpoints.filter(({ step }) => isMilestone(step)), ...ends]);
}

/**
 * The first checkpoints at or after milestones, of which older versions and forks have none of the step itself. Dropping
 * any other checkpoint leaves them the same.
 */
function firstAfterMilestones<T extends Position>(checkpoints: readonly T[]): T[] {
  const found = new Map<string, T>();
  for (const checkpoint of checkpoints) {
    const level = Math.floor(Math.log(checkpoint.step / FIRST_MILESTONE) / Math.log(MILESTONE_FACTOR) + 1e-9);
    const name = `${checkpoint.phase} ${level}`;
    if (level >= 0 && !found.has(name)) found.set(name, checkpoint);
  }
  return [...found.values()];
}

/** The checkpoints to remove, given all of them, oldest first. */
export function superfluous<T extends Position>(checkpoints: readonly T[]): T[] {
  const lasting = [...milestones(checkpoints), ...firstAfterMilestones(checkpoints)];
  const kept = new Set([...lasting, ...checkpoints.slice(-LAST)]);
  return checkpoints.filter((checkpoint) => !kept.has(checkpoint));
}
