import { fieldOf, type ConfigKey } from '../../experiments/config';
import { counted } from '../../base/counted';
import { pendingChanges } from '../../store/state';
import { valueWords } from '../compare/compareRuns';
import { usePage, useSession } from '../../parts/sessionContext';
import { useLayoutEffect, useRef, type RefObject } from 'react';
import styles from './Settings.module.css';

/** The changes that wait for a restart, old and new, and the two things to do with them. A restart can be undone. */
export function PendingChanges() {
  const session = useSession();
  const running = usePage((page) => page.running);
  const draft = usePage((page) => page.draft);
  // A string, because a selector must not return a new list at each call.
  const keys = usePage((page) => pendingChanges(page).join(' '));
  const isContinuing = usePage((page) => page.continuing !== null);
  const box = useClearOfFocus(keys);
  if (keys === '') return null;
  const changed = keys.split(' ') as ConfigKey[];
  return (
    <div ref={box} className={styles.pending} data-testid="pending-changes" role="status">
      <p>Waiting for a restart:</p>
      <dl className={styles.changes}>
        {changed.map((key) => (
          <div key={key}>
            <dt>{key === 'method' ? 'Method' : fieldOf(draft, key).title}</dt>
            <dd>
              <s>{valueWords(running, key)}</s>
              <span className="spoken"> becomes </span>
              <span aria-hidden="true"> → </span>
              <strong>{valueWords(draft, key)}</strong>
            </dd>
          </div>
        ))}
      </dl>
      <div className={styles.pendingButtons}>
        <button
          data-testid="restart"
          data-primary
          disabled={isContinuing}
          title="Begins anew at once; the present run is kept, so this can be undone"
          onClick={() => void session.settings.restart()}
        >
          Restart with {counted(changed.length, 'change')}
        </button>
        <button data-testid="discard" onClick={session.settings.discard}>
          Discard
        </button>
      </div>
    </div>
  );
}

/** The box stays in sight while settings scroll below it: it shall not lie over the one that is being changed. */
function useClearOfFocus(keys: string): RefObject<HTMLDivElement | null> {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const changed = document.activeElement;
    const settings = box.current?.parentElement;
    if (!box.current || !(changed instanceof HTMLElement) || !settings?.contains(changed)) return;
    changed.style.scrollMarginTop = `calc(${box.current.offsetHeight}px + 4.5rem)`;
    changed.scrollIntoView({ block: 'nearest' });
  }, [keys]);
  return box;
}
