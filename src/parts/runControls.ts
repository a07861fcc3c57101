/** Which controls a run offers in which state; the run bar and the keyboard both ask here. */
import { aboutPhase } from '../experiments/phases';
import type { Phase, RunState } from '../worker/protocol';

export interface RunControls {
  readonly toggle: 'Start' | 'Continue' | 'Pause';
  readonly canToggle: boolean;
  readonly canStep: boolean;
  readonly canStop: boolean;
  readonly canReset: boolean;
  /** Why the run cannot be started, where it cannot, and what to do. */
  readonly reason: string | null;
  /** The same of stopping it. */
  readonly stopReason: string | null;
}

/** What the controls wait for: images that are read, or a run that is brought back. */
export type Busy = 'reading' | 'continuing' | null;

/** Of what a page knows. */
export function busyWith({ reading, continuing }: { reading: unknown; continuing: unknown }): Busy {
  return reading !== null ? 'reading' : continuing !== null ? 'continuing' : null;
}

export function runControls(state: RunState, busy: Busy, phase: Phase): RunControls {
  const canGo = busy === null && (state === 'ready' || state === 'running' || state === 'paused');
  const canStop = state === 'running' || state === 'paused';
  return {
    toggle: state === 'running' ? 'Pause' : state === 'paused' ? 'Continue' : 'Start',
    canToggle: canGo,
    canStep: canGo,
    canStop,
    canReset: busy === null && state !== 'empty',
    reason: canGo ? null : reasonNotToGo(state, busy, phase),
    stopReason: canStop
      ? null
      : state === 'ready'
        ? 'Nothing to stop: not begun.'
        : reasonNotToGo(state, null, phase),
  };
}

function reasonNotToGo(state: RunState, busy: Busy, phase: Phase): string {
  if (busy === 'continuing') return 'Another run is being brought back.';
  if (busy === 'reading') return 'The images are still being read.';
  if (state === 'empty') return 'A run needs images: drop some, or take the sample set.';
  if (state === 'finished') {
    const { called } = aboutPhase(phase);
    return `This run has made all its steps. To train on, raise the steps of ${called}, or press “Train 1,000 more”.`;
  }
  return 'This run has ended: reset to begin anew, or fork one of its checkpoints.';
}
