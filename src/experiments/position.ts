import type { MethodId } from './abouts';
import { firstPhase, phaseNumber, type Phase } from './phases';

/** Between two steps of a run. */
export interface Position {
  readonly phase: Phase;
  readonly step: number;
}

/** Before the first step of all. */
export function beginningOf(config: { readonly method: MethodId }): Position {
  return { phase: firstPhase(config), step: 0 };
}

/** Below 0 where a run comes through `a` first, above 0 where through `b`; for sorting. */
export function comparePositions(a: Position, b: Position): number {
  return phaseNumber(a.phase) - phaseNumber(b.phase) || a.step - b.step;
}

/** Whether a run comes through `a` first. */
export function isBefore(a: Position, b: Position): boolean {
  return comparePositions(a, b) < 0;
}

/** Whether a run with these settings has taken no step. */
export function isAtBeginning(config: { readonly method: MethodId }, { phase, step }: Position): boolean {
  return phase === firstPhase(config) && step === 0;
}
