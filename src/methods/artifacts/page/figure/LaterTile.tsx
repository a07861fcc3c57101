import { LATER, LATER_HELP } from './unlearnt';
import styles from '../../../../parts/Figure.module.css';

interface LaterTileProps {
  /** Who learns later. */
  who: keyof typeof LATER_HELP;
  label: string;
  testId?: string;
}

/** Stands where the noise of a network would that has learnt nothing yet. */
export function LaterTile({ who, label, testId }: LaterTileProps) {
  return (
    <div
      className={styles.later}
      role="img"
      aria-label={`${label}: ${LATER}`}
      title={LATER_HELP[who]}
      data-testid={testId}
      data-later
    >
      <span aria-hidden="true">{LATER}</span>
    </div>
  );
}
