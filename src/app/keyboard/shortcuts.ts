/** Every key of the page, what it does, and when. The sheet, the keyboard and the tooltips read this one list. */
import type { Session } from '../../store/session';
import { toggleOutline, toggleRepair, toggleWipe } from '../figure/figureView';
import type { MethodId } from '../../experiments/abouts';
import { toggleLessons } from '../learn/useLesson';
import { ownPanels } from '../ownPanels';
import { goTo } from '../place/usePlace';
import { runControls } from '../run/runControls';
import { toggleSheet } from './sheet';

interface Shortcut {
  /** As KeyboardEvent.key says it, in lower case. */
  readonly key: string;
  /** With Ctrl, or ⌘ on a Mac. */
  readonly control?: boolean;
  readonly shown: string;
  readonly what: string;
  /** Whether it does nothing on the opening page. */
  readonly needsImages?: boolean;
  /** Whether it is about what only methods with panels of their own have. */
  readonly isOwn?: boolean;
  readonly go: (session: Session) => void;
}

function controlsOf(session: Session) {
  const { status, reading } = session.store.getState();
  return {
    ...runControls(status.state, reading !== null, status.phase),
    isRunning: status.state === 'running',
  };
}

/** What is done to Figure 3 is done where it is seen; nothing on the opening page, which has none of a run. */
function onPictures(toggle: () => void): (session: Session) => void {
  return (session) => {
    if (!session.store.getState().images) return;
    goTo({ tab: 'pictures' });
    toggle();
  };
}

const SHORTCUTS: readonly Shortcut[] = [
  {
    key: ' ',
    shown: 'Space',
    what: 'Start or pause',
    needsImages: true,
    go: (session) => {
      const { canToggle, isRunning } = controlsOf(session);
      if (canToggle) void (isRunning ? session.pause() : session.start());
    },
  },
  {
    key: 's',
    shown: 'S',
    what: 'One training step',
    needsImages: true,
    go: (session) => void (controlsOf(session).canStep && session.step()),
  },
  {
    key: 'r',
    shown: 'R',
    what: 'Reset: begin anew with the same seed',
    needsImages: true,
    go: (session) => void (controlsOf(session).canReset && session.reset()),
  },
  {
    key: 'm',
    shown: 'M',
    what: 'Repair on or off, to compare',
    needsImages: true,
    isOwn: true,
    go: onPictures(toggleRepair),
  },
  {
    key: 'b',
    shown: 'B',
    what: 'Before and after, under a slider',
    needsImages: true,
    isOwn: true,
    go: onPictures(toggleWipe),
  },
  {
    key: 'o',
    shown: 'O',
    what: 'Outline the dropped cells',
    needsImages: true,
    isOwn: true,
    go: onPictures(toggleOutline),
  },
  {
    key: 'l',
    shown: 'L',
    what: 'Lessons',
    isOwn: true,
    go: toggleLessons,
  },
  {
    key: 's',
    control: true,
    shown: 'Ctrl S or ⌘ S',
    what: 'Save the run now',
    needsImages: true,
    go: (session) => void (session.store.getState().images && session.runs.saveNow()),
  },
  { key: '?', shown: '?', what: 'This sheet', go: toggleSheet },
];

/** Those that do something for a run of this method. */
export function shortcutsOf(config: { readonly method: MethodId }): readonly Shortcut[] {
  return SHORTCUTS.filter(({ isOwn }) => !isOwn || ownPanels(config) !== null);
}
