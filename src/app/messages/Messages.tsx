import { usePage, useSession } from '../sessionContext';
import styles from './Messages.module.css';

/** What went wrong and what to do about it, and what of a link was not taken. */
export function Messages() {
  const session = useSession();
  const failures = usePage((page) => page.failures);
  const notices = usePage((page) => page.notices);
  return (
    <div className={styles.stack}>
      {failures.map(({ what, todo }) => (
        <div key={what} className={styles.failure} role="alert" data-testid="failure">
          <p>
            <strong>{what}</strong> {todo}
          </p>
          <button
            data-quiet
            aria-label="Dismiss"
            title="Dismiss"
            onClick={() => session.dismissFailure(what)}
          >
            ✕
          </button>
        </div>
      ))}
      {notices.map((notice) => (
        <div key={notice} className={styles.notice} role="status" data-testid="notice">
          <p>{notice}</p>
          <button
            data-quiet
            aria-label="Dismiss"
            title="Dismiss"
            onClick={() => session.dismissNotice(notice)}
          >
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}
