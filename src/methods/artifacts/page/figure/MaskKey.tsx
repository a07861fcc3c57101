import { maskColour } from '../../../../base/maskColour';
import styles from './MaskKey.module.css';

const [DROPPED, KEPT] = [0, 1].map((kept) => `rgb(${maskColour(kept).join(' ')})`);

/** What the colours of Ω and of its prediction mean. */
export function MaskKey() {
  return (
    <span className={styles.key} data-testid="mask-key">
      Ω
      <span>
        <i style={{ background: DROPPED }} /> dropped
      </span>
      <span>
        <i style={{ background: KEPT }} /> kept
      </span>
    </span>
  );
}
