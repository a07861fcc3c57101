import { PHASE_IDS, phaseNumber, type Phase } from './phases';

/** Between two steps of a run. */
export interface Position {
  readonly phase: Phase;
  readonly step: number;
}

/** Before the first step of all. */
export const BEGINNING: Position = { phase: PHASE_IDS[0], step: 0 };

/** Below 0 where a run comes through `a` first, above 0 where through `b`; for sorting. */
export function comparePositions(a: Position, b: Position): number {
  return phaseNumber(a.phase) - phaseNumber(b.phase) || a.step - b.step;
}

/** Whether a run comes through `a` first. */
export function isBefore(a: Position, b: Position): boolean {
  return comparePositions(a, b) < 0;
}

/** Whether no step has been taken. */
export function isAtBeginning(position: Position): boolean {
  return comparePositions(position, BEGINNING) <= 0;
}
