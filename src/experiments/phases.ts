/** The phases of a run, as its method says them. Their ids are unique among all methods. */
import { holds, type PhaseAbout } from '../schema/about';
import { ABOUTS, aboutMethod, METHOD_IDS, type MethodId } from './abouts';

export type { PhaseAbout } from '../schema/about';

export type Phase = (typeof ABOUTS)[MethodId]['phases'][number]['id'];

interface KnownPhase extends PhaseAbout {
  readonly id: Phase;
}

/** Whoever has phases: a config, or what a method says of itself. */
interface OfMethod {
  readonly method: MethodId;
}

/** Of a method, in order. */
export function phasesOf({ method }: OfMethod): readonly [KnownPhase, ...KnownPhase[]] {
  return ABOUTS[method].phases;
}

/** Of all methods. */
export const PHASE_IDS = METHOD_IDS.flatMap((method) => aboutMethod(method).phases.map(({ id }) => id)) as [
  Phase,
  ...Phase[],
];

/** The method that a phase is of. */
export function methodOfPhase(phase: Phase): MethodId {
  return METHOD_IDS.find((method) => phasesOf({ method }).some(({ id }) => id === phase))!;
}

export function aboutPhase(phase: Phase): KnownPhase {
  return phasesOf({ method: methodOfPhase(phase) }).find(({ id }) => id === phase)!;
}

/** Counted from 1, in its method. */
export function phaseNumber(phase: Phase): number {
  return phasesOf({ method: methodOfPhase(phase) }).findIndex(({ id }) => id === phase) + 1;
}

/** The one that a run begins with: not always the method’s first. */
export function firstPhase(config: OfMethod): Phase {
  return trainedPhases(config)[0]!.id;
}

/** Those in which a run of this config trains, in order. */
export function trainedPhases(config: OfMethod): readonly KnownPhase[] {
  return phasesOf(config).filter((phase) => !isSkipped(config, phase));
}

/** Whether a run of this config has nothing to train in the phase. */
export function isSkipped(config: OfMethod, { skippedWhere }: PhaseAbout): boolean {
  return skippedWhere !== undefined && holds(config, skippedWhere);
}

/** The one that follows; null after the last. */
export function phaseAfter(phase: Phase): Phase | null {
  return phasesOf({ method: methodOfPhase(phase) })[phaseNumber(phase)]?.id ?? null;
}

/** A value for each phase of a method; other methods’ phases have none. */
export type PerPhase<T> = Readonly<Partial<Record<Phase, T>>>;

export function perPhase<T>(config: OfMethod, of: (phase: Phase) => T): PerPhase<T> {
  return Object.fromEntries(phasesOf(config).map(({ id }) => [id, of(id)]));
}

/** Of parameters, and of Adam’s moments of them: whether the phase trains the network that they belong to. */
export function isTrainedIn(phase: Phase, name: string): boolean {
  return aboutPhase(phase).trains.includes(name.replace(/^adam\/[mv]\//, '').split('/')[0]!);
}

export const PHASE_TITLES = Object.fromEntries(
  PHASE_IDS.map((phase) => [phase, aboutPhase(phase).title]),
) as Readonly<Record<Phase, string>>;

/** What is being done for a row of a table, within a sentence. */
export function stageText(stage: Phase | 'probe'): string {
  return stage === 'probe' ? 'probes' : aboutPhase(stage).called.replace(/^the /, '');
}
