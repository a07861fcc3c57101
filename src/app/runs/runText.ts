/** Stored runs in words. */
import type { Phase, StoredRun } from '../../worker/protocol';
import { changesOf } from '../compare/compareRuns';
import { count, dateTime } from '../format';
import { PHASE_TITLES } from '../run/progress';

/** Settings that a title names before it breaks off. */
const MOST_CHANGES = 4;

/** What was trained, by what it changes of its preset: “pets”, small, seed 1: θ 0.3, Gate off. */
export function runTitle(run: StoredRun): string {
  const { images, config } = run;
  const preset = config.preset === 'paper' ? '' : `, ${config.preset}`;
  return `“${images.name}”, ${config.size}, seed ${config.seed}${preset}${changesText(changesOf(run))}`;
}

function changesText(changes: readonly string[]): string {
  if (changes.length === 0) return '';
  const more = changes.length - MOST_CHANGES;
  return `: ${changes.slice(0, MOST_CHANGES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function position({ phase, step }: { readonly phase: Phase; readonly step: number }): string {
  return `${PHASE_TITLES[phase]}, step ${count(step)}`;
}

/** When a run began and where it came from: what tells it from others of its settings. */
export function runOrigin({ started, parent, imported, beganWith }: StoredRun): string {
  return [
    `begun ${dateTime(started)}`,
    ...(imported ? [`imported ${dateTime(imported.at)} from ${imported.file}`] : []),
    ...(beganWith ? [`with weights of ${beganWith.file}`] : []),
    ...(parent ? ['from a checkpoint of another run'] : []),
  ].join(' · ');
}

/** How it ended; a run that was still running when it was last heard of was broken off. */
export function runEnd({ state }: StoredRun): string {
  return state === 'running' ? 'broken off' : state;
}

/** When its newest checkpoint was saved, or else when it began; ISO 8601. */
export function lastSaved({ checkpoints, started }: StoredRun): string {
  return checkpoints.at(-1)?.saved ?? started;
}
