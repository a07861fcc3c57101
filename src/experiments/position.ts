import type { Phase } from './metrics';

/** Between two steps of a run. */
export interface Position {
  readonly phase: Phase;
  readonly step: number;
}

/** Whether a run comes through `a` first. */
export function isBefore(a: Position, b: Position): boolean {
  return a.phase === b.phase ? a.step < b.step : a.phase === 'autoencoder';
}
