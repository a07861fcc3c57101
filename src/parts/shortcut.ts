/** A key of the page. */
import type { Session } from '../store/session';
import { goTo } from './place/usePlace';

export interface Shortcut {
  /** As KeyboardEvent.key says it, in lower case. */
  readonly key: string;
  /** With Ctrl, or ⌘ on a Mac. */
  readonly control?: boolean;
  readonly shown: string;
  readonly what: string;
  /** Whether it does nothing on the opening page. */
  readonly needsImages?: boolean;
  readonly go: (session: Session) => void;
}

/** What is done to the figure is done where it is seen; nothing on the opening page, which has none of a run. */
export function onPictures(toggle: () => void): (session: Session) => void {
  return (session) => {
    if (!session.store.getState().images) return;
    goTo({ tab: 'pictures' });
    toggle();
  };
}
