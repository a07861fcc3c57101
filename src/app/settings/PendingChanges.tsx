import { FIELDS } from '../../experiments/config';
import { counted } from '../format';
import { usePage, useSession } from '../sessionContext';
import { pendingChanges } from '../../store/state';
import styles from './Settings.module.css';

/** The changes that wait for a restart, and the two things to do with them. */
export function PendingChanges() {
  const session = useSession();
  // A string, because a selector must not return a new list at each call.
  const keys = usePage((page) => pendingChanges(page).join(' '));
  if (keys === '') return null;
  const titles = keys.split(' ').map((key) => FIELDS.find((field) => field.key === key)!.title);
  return (
    <div className={styles.pending} data-testid="pending-changes" role="status">
      <p title={titles.join(', ')}>
        Waiting for a restart: {titles.slice(0, 3).join(', ')}
        {titles.length > 3 && ` and ${titles.length - 3} more`}
      </p>
      <div className={styles.pendingButtons}>
        <button data-testid="restart" data-primary onClick={() => void session.restart()}>
          Restart with {counted(titles.length, 'change')}
        </button>
        <button data-testid="discard" onClick={session.discard}>
          Discard
        </button>
      </div>
    </div>
  );
}
