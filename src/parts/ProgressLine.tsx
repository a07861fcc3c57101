import { duration } from './format';
import { useSession } from './sessionContext';
import type { Doing } from '../store/evaluation';
import { ProblemLine } from './ProblemLine';
import { useEvaluation } from './useEvaluation';
import styles from './Evaluation.module.css';

/** How far the work of this panel is, with a way to end it; else why its last request failed, if it did. */
export function ProgressLine({ of }: { of: readonly Doing[] }) {
  const session = useSession();
  const doing = useEvaluation((state) => state.doing);
  const progress = useEvaluation((state) => state.progress);
  if (doing === null || !of.includes(doing)) return <ProblemLine of={of} />;
  return (
    <div className={styles.progress} data-testid="evaluation-progress">
      <progress value={progress?.share ?? 0} aria-label="Share of the work that is done" />
      <span className={styles.what}>{progress?.what ?? 'beginning'}</span>
      {progress?.secondsLeft != null && <span>{duration(progress.secondsLeft)} left</span>}
      <button data-testid="evaluation-cancel" onClick={() => void session.evaluation.cancel()}>
        Cancel
      </button>
    </div>
  );
}
