import { usePage } from '../../parts/sessionContext';
import { PHASE_TITLES, runProgress } from '../../parts/progress';
import styles from './ProgressBar.module.css';

/** All phases on one line, and the same in words for screen readers, at most at each tenth of the way. */
export function ProgressBar() {
  const status = usePage((page) => page.status);
  const config = usePage((page) => page.running);
  const images = usePage((page) => page.images?.count ?? 0);
  const { split, done } = runProgress(status, config, images);
  const all = split === null ? 'the run' : 'both phases';
  const percent = Math.floor(done * 100);
  return (
    <>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={split === null ? 'The run' : 'Both phases'}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        title={`${percent} % of ${all}`}
      >
        <div className={styles.done} style={{ width: `${done * 100}%` }} />
        {split !== null && done > 0 && <div className={styles.split} style={{ left: `${split * 100}%` }} />}
      </div>
      <p className="spoken" role="status" aria-live="polite">
        {`${status.state}, ${PHASE_TITLES[status.phase]}, ${Math.floor(percent / 10) * 10} percent done`}
      </p>
    </>
  );
}
