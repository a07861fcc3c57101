/** Which checkpoints of a run stay when a newer one has been written. */
import { PHASE_IDS } from '../experiments/phases';
import type { Position } from '../experiments/position';

/** The newest ones, so that damage to one or two loses little. */
const LAST = 3;

/** Milestones are the first checkpoints at or after steps 256, 1024, 4096, …: a handful even in a run of days. */
const FIRST_MILESTONE = 256;
const MILESTONE_FACTOR = 4;

/**
 * The milestones among checkpoints, oldest first: in each phase the first one of every power, and the end of each
 * phase that another has followed. Dropping any of the others leaves the milestones the same.
 */
export function milestones<T extends Position>(checkpoints: readonly T[]): Set<T> {
  const found = new Map<string, T>();
  for (const checkpoint of checkpoints) {
    const level = Math.floor(Math.log(checkpoint.step / FIRST_MILESTONE) / Math.log(MILESTONE_FACTOR) + 1e-9);
    const name = `${checkpoint.phase} ${level}`;
    if (level >= 0 && !found.has(name)) found.set(name, checkpoint);
  }
  const lastOfEach = PHASE_IDS.map((id) => checkpoints.findLast(({ phase }) => phase === id));
  const ends = lastOfEach.filter((one) => one !== undefined).slice(0, -1); // the last phase may go on
  return new Set([...found.values(), ...ends]);
}

/** The checkpoints to remove, given all of them, oldest first. */
export function superfluous<T extends Position>(checkpoints: readonly T[]): T[] {
  const kept = new Set([...milestones(checkpoints), ...checkpoints.slice(-LAST)]);
  return checkpoints.filter((checkpoint) => !kept.has(checkpoint));
}
