import { stageText } from '../../experiments/phases';
import { duration } from '../../parts/format';
import { useSession } from '../../parts/sessionContext';
import { useTables } from './useTables';
import styles from './Tables.module.css';

/** How far the table under way is, with a way to stop it; nothing while none is. */
export function MakingLine() {
  const session = useSession();
  const making = useTables((state) => state.making);
  const isBusy = useTables((state) => state.isBusy);
  if (!making) return null;
  const { progress } = making;
  return (
    <div className={styles.making} data-testid="table-progress">
      <progress
        value={progress ? (progress.done + progress.share / 3) / progress.total : 0}
        aria-label="Share of the table that is done"
      />
      <span role="status">
        {progress
          ? `${progress.done + 1} of ${progress.total}: ${progress.title}, seed ${progress.seed}, ${stageText(progress.stage)} ${Math.round(progress.share * 100)} %`
          : 'beginning'}
      </span>
      {progress?.secondsLeft != null && <span>{duration(progress.secondsLeft)} left</span>}
      <button
        data-testid="table-stop"
        disabled={isBusy}
        title="What is done is kept; the table can be gone on with later"
        onClick={() => void session.tables.stop()}
      >
        Stop
      </button>
    </div>
  );
}
