/** Every key of the page, what it does, and when. The sheet, the keyboard and the tooltips read this one list. */
import type { Session } from '../../store/session';
import { aboutMethod, type MethodId } from '../../experiments/abouts';
import type { Shortcut } from '../../parts/shortcut';
import { toggleLessons } from '../../parts/place/openLesson';
import { pageOf } from '../pages';
import { busyWith, runControls } from '../../parts/runControls';
import { toggleSheet } from './sheet';

function controlsOf(session: Session) {
  const page = session.store.getState();
  const { status } = page;
  return {
    ...runControls(status.state, busyWith(page), status.phase),
    isRunning: status.state === 'running',
  };
}

const FIRST: readonly Shortcut[] = [
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
];

const LAST: readonly Shortcut[] = [
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

function lessonsFrom(first: string): Shortcut {
  return { key: 'l', shown: 'L', what: 'Lessons', go: () => toggleLessons(first) };
}

/** Those that do something for a run of this method. */
export function shortcutsOf({ method }: { readonly method: MethodId }): readonly Shortcut[] {
  const [first] = aboutMethod(method).lessons;
  const own = pageOf(method)?.shortcuts ?? [];
  return [...FIRST, ...own, ...(first === undefined ? [] : [lessonsFrom(first)]), ...LAST];
}
