import { usePage } from '../sessionContext';
import { waitingText } from './waitingText';
import styles from './RunBar.module.css';

/** What the page waits for while no step is being counted, on a line under the run bar. */
export function Waiting() {
  const text = usePage(waitingText);
  return (
    <p className={styles.waiting} role="status" data-testid="waiting" hidden={text === null}>
      {text}
    </p>
  );
}
