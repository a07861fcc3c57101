import { useEffect } from 'react';
import { useSession } from '../../parts/sessionContext';
import { useSheet } from './sheet';
import { shortcutsOf } from './shortcuts';

/** Listens to the page’s keys; never while a person types or has a dialog open. */
export function useShortcuts(): void {
  const session = useSession();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.repeat || event.defaultPrevented) return;
      const control = event.ctrlKey || event.metaKey;
      if (!control && (isTaken(event) || !isAllowed(event.key))) return;
      const pressed = event.key.toLowerCase();
      const shortcut = shortcutsOf(session.store.getState().running).find(
        (each) => each.key === pressed && (each.control ?? false) === control,
      );
      if (!shortcut) return;
      event.preventDefault();
      shortcut.go(session);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [session]);
}

function isAllowed(key: string): boolean {
  return useSheet.getState().letters || key === '?';
}

/** True where the focused element has a use of its own for the key. */
function isTaken(event: KeyboardEvent): boolean {
  if (!(event.target instanceof Element)) return false;
  const typing = 'input:not([type=range], [type=checkbox]), select, textarea, [contenteditable], dialog';
  const pressing = 'button, summary, a, [type=checkbox]';
  return event.target.closest(event.key === ' ' ? `${typing}, ${pressing}` : typing) !== null;
}
