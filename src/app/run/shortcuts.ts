import { useEffect } from 'react';
import type { Session } from '../../store/session';
import { useSession } from '../sessionContext';
import { runControls } from './runControls';

/** Space starts and pauses, S takes a step, R resets; never while a person types. */
export function useShortcuts(): void {
  const session = useSession();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (isTaken(event)) return;
      if (runShortcut(session, event.key)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [session]);
}

/** True where the focused element has a use of its own for the key. */
function isTaken(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false;
  const typing = 'input:not([type=range], [type=checkbox]), select, textarea, [contenteditable]';
  const pressing = 'button, summary, a, [type=checkbox]';
  return event.target.closest(event.key === ' ' ? `${typing}, ${pressing}` : typing) !== null;
}

function runShortcut(session: Session, key: string): boolean {
  const { status, reading } = session.store.getState();
  const controls = runControls(status.state, reading !== null);
  switch (key.toLowerCase()) {
    case ' ':
      if (controls.canToggle) void (status.state === 'running' ? session.pause() : session.start());
      return true;
    case 's':
      if (controls.canStep) void session.step();
      return true;
    case 'r':
      if (controls.canReset) void session.reset();
      return true;
    default:
      return false;
  }
}
