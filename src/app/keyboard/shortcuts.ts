/** Every key of the page, what it does, and when. The sheet, the keyboard and the tooltips read this one list. */
import type { Session } from '../../store/session';
import { toggleOutline, toggleRepair, toggleWipe } from '../figure/figureView';
import { openLesson, useLesson } from '../learn/useLesson';
import { runControls } from '../run/runControls';
import { toggleSheet } from './sheet';

interface Shortcut {
  /** As KeyboardEvent.key says it, in lower case. */
  readonly key: string;
  /** With Ctrl, or ⌘ on a Mac. */
  readonly control?: boolean;
  readonly shown: string;
  readonly what: string;
  readonly go: (session: Session) => void;
}

function controlsOf(session: Session) {
  const { status, reading } = session.store.getState();
  return { ...runControls(status.state, reading !== null), isRunning: status.state === 'running' };
}

export const SHORTCUTS: readonly Shortcut[] = [
  {
    key: ' ',
    shown: 'Space',
    what: 'Start or pause',
    go: (session) => {
      const { canToggle, isRunning } = controlsOf(session);
      if (canToggle) void (isRunning ? session.pause() : session.start());
    },
  },
  {
    key: 's',
    shown: 'S',
    what: 'One training step',
    go: (session) => void (controlsOf(session).canStep && session.step()),
  },
  {
    key: 'r',
    shown: 'R',
    what: 'Reset: begin anew with the same seed',
    go: (session) => void (controlsOf(session).canReset && session.reset()),
  },
  { key: 'm', shown: 'M', what: 'Repair on or off, to compare', go: toggleRepair },
  { key: 'b', shown: 'B', what: 'Before and after, under a slider', go: toggleWipe },
  { key: 'o', shown: 'O', what: 'Outline the dropped cells', go: toggleOutline },
  {
    key: 'l',
    shown: 'L',
    what: 'Lessons',
    go: () => openLesson(useLesson.getState().opened === null ? 'artifact' : null),
  },
  {
    key: 's',
    control: true,
    shown: 'Ctrl S or ⌘ S',
    what: 'Save the run now',
    go: (session) => void (session.store.getState().images && session.runs.saveNow()),
  },
  { key: '?', shown: '?', what: 'This sheet', go: toggleSheet },
];
