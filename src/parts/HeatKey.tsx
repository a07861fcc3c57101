import { heatColour } from '../base/heatColour';
import styles from './HeatKey.module.css';

const STOPS = Array.from(
  { length: 7 },
  (_, i) =>
    `rgb(${heatColour(i / 6)
      .map(clamped)
      .join(' ')})`,
);

/** The colours of Grad-CAM: from cells that count for nothing to the one that counts most. */
export function HeatKey() {
  return (
    <span className={styles.key} data-testid="heat-key">
      0 <i style={{ background: `linear-gradient(to right, ${STOPS.join(', ')})` }} /> largest of this picture
    </span>
  );
}

function clamped(colour: number): number {
  return Math.min(255, Math.max(0, Math.round(colour)));
}
