/** Stored runs in words. */
import { count } from '../../base/counted';
import { aboutMethod, FIRST_METHOD } from '../../experiments/abouts';
import { phaseSteps } from '../../experiments/config';
import type { Phase, StoredRun } from '../../worker/protocol';
import { changesOf } from '../compare/compareRuns';
import { dateTime } from '../../parts/format';
import { PHASE_TITLES } from '../../parts/progress';

/** Settings that a title names before it breaks off. */
const MOST_CHANGES = 4;

/**
 * What was trained, by what it changes of its preset: “pets”, small, seed 1: θ 0.3, Gate off.
 *
 * @param namesMethod by default where it is another than the first; in a list of several each is to be named
 */
export function runTitle(run: StoredRun, namesMethod = run.config.method !== FIRST_METHOD): string {
  const { images, config } = run;
  const { title, plainPreset } = aboutMethod(config.method);
  const method = namesMethod ? `, ${title}` : '';
  const preset = config.preset === plainPreset ? '' : `, ${config.preset}`;
  return `“${images.name}”${method}, ${config.size}, seed ${config.seed}${preset}${changesText(changesOf(run))}`;
}

function changesText(changes: readonly string[]): string {
  if (changes.length === 0) return '';
  const more = changes.length - MOST_CHANGES;
  return `: ${changes.slice(0, MOST_CHANGES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function position({ phase, step }: { readonly phase: Phase; readonly step: number }): string {
  return `${PHASE_TITLES[phase]}, step ${count(step)}`;
}

/** How far a run came, and of how many steps where it has not made them all. */
export function reached({ config, images, phase, step, state }: StoredRun): string {
  const at = position({ phase, step });
  return state === 'finished' ? at : `${at} of ${count(phaseSteps(config, phase, images.count))}, unfinished`;
}

/** When a run began and where it came from, perhaps one of `runs`: what tells it from others of its settings. */
export function runOrigin(
  { started, parent, imported, beganWith }: StoredRun,
  runs: readonly StoredRun[],
): string {
  return [
    `begun ${dateTime(started)}`,
    ...(imported ? [`imported ${dateTime(imported.at)} from ${imported.file}`] : []),
    ...(beganWith ? [`with weights of ${beganWith.file}`] : []),
    ...(parent ? [forkText(parent, runs)] : []),
  ].join(' · ');
}

function forkText(parent: NonNullable<StoredRun['parent']>, runs: readonly StoredRun[]): string {
  const from = runs.find(({ id }) => id === parent.run);
  const which = from ? `the run begun ${dateTime(from.started)}` : 'a run that is no longer kept';
  const [phase, step] = parent.checkpoint.split('-');
  return `forked from ${which}, at ${position({ phase: phase as Phase, step: Number(step) })}`;
}

/** Whether a list of these runs has to name the method of each; undefined leaves it to the run. */
export function needsMethod(runs: readonly StoredRun[]): true | undefined {
  return new Set(runs.map(({ config }) => config.method)).size > 1 || undefined;
}

/** How it ended; a run that was still running when it was last heard of was broken off. */
export function runEnd({ state }: StoredRun): string {
  return state === 'running' ? 'broken off' : state;
}

/** When its newest checkpoint was saved, or else when it began; ISO 8601. */
export function lastSaved({ checkpoints, started }: StoredRun): string {
  return checkpoints.at(-1)?.saved ?? started;
}
