import { usePage } from '../../parts/sessionContext';
import { waitingText } from './waitingText';
import styles from './RunBar.module.css';

/** What the page waits for while no step is being counted, in the run bar, or where that has no room, on a line under it. */
export function Waiting() {
  const text = usePage(waitingText);
  return (
    <p className={styles.waiting} role="status" data-testid="waiting" hidden={text === null}>
      {text}
    </p>
  );
}
