import { counted } from '../../base/counted';
import type { StoredCheckpoint, StoredRun } from '../../worker/protocol';
import { ago, megabytes } from '../../parts/format';
import { usePage, useSession } from '../../parts/sessionContext';
import { useNow } from '../useNow';
import { DeleteRun, ExportRun } from './runButtons';
import { RunLabelsEditor } from './RunLabelsEditor';
import { lastSaved, needsMethod, position, runEnd, runOrigin, runTitle } from './runText';
import styles from './Runs.module.css';

/** One stored run with its checkpoints. */
export function RunItem({ run }: { run: StoredRun }) {
  const session = useSession();
  const runs = usePage((page) => page.runs);
  const state = usePage((page) => page.status.state);
  const isPresent = usePage((page) => page.saving.run === run.id);
  const isElsewhere = usePage((page) => page.openElsewhere.includes(run.id));
  const busy = usePage(({ continuing }) => continuing !== null);
  const now = useNow();
  return (
    <li className={styles.run} data-testid="stored-run" data-run={run.id} data-present={isPresent}>
      <div className={styles.runHead}>
        <div className={styles.what}>
          <strong>{runTitle(run, needsMethod(runs ?? []))}</strong>
          {isPresent && <span className={styles.badge}>this run</span>}
          {run.imported && <span className={styles.badge}>imported</span>}
          {isElsewhere && (
            <span className={styles.badge} data-testid="elsewhere">
              open in another tab
            </span>
          )}
          <p>
            {position(run)} · {isElsewhere ? '' : `${isPresent ? state : runEnd(run)}, `}saved{' '}
            {ago(lastSaved(run), now)} · {megabytes(run.bytes)}
          </p>
          <p>{runOrigin(run, runs ?? [])}</p>
        </div>
        <div className={styles.buttons}>
          {!isPresent && (
            <button
              data-testid="run-continue"
              disabled={busy || isElsewhere || run.checkpoints.length === 0}
              title={isElsewhere ? 'This run is open in another tab' : 'Takes the place of the present run'}
              onClick={() => void session.runs.continue(run.id, undefined, 'Another run took its place.')}
            >
              Continue
            </button>
          )}
          <ExportRun run={run} />
          <DeleteRun run={run} />
        </div>
      </div>
      <RunLabelsEditor run={run} />
      {run.checkpoints.length > 0 && (
        <details>
          <summary data-testid="checkpoints">{counted(run.checkpoints.length, 'checkpoint')}</summary>
          <ul className={styles.list}>
            {run.checkpoints.toReversed().map((checkpoint) => (
              <Checkpoint key={checkpoint.name} run={run} checkpoint={checkpoint} readOnly={isElsewhere} />
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

interface CheckpointProps {
  run: StoredRun;
  checkpoint: StoredCheckpoint;
  readOnly: boolean;
}

function Checkpoint({ run, checkpoint, readOnly }: CheckpointProps) {
  const session = useSession();
  const busy = usePage(({ continuing }) => continuing !== null);
  const isShown = usePage(
    ({ inspected }) => inspected?.run === run.id && inspected.checkpoint === checkpoint.name,
  );
  const now = useNow();
  return (
    <li className={styles.checkpoint} data-testid="checkpoint" data-name={checkpoint.name}>
      <span className={styles.what}>
        {position(checkpoint)}
        {checkpoint.milestone && (
          <span
            className={styles.badge}
            title="A milestone: kept for good, while the others give way to newer ones. Steps 256, 1,024, 4,096 … of each phase and the end of phase one are."
          >
            milestone
          </span>
        )}
        <span className={styles.soft}>
          {ago(checkpoint.saved, now)}, {megabytes(checkpoint.bytes)}
        </span>
      </span>
      <button
        data-testid="inspect"
        aria-pressed={isShown}
        disabled={busy}
        onClick={() =>
          isShown ? session.runs.closeInspected() : void session.runs.inspect(run.id, checkpoint.name)
        }
      >
        Look
      </button>
      <button
        data-testid="fork"
        disabled={busy || readOnly}
        title="Continues from here as a new run; this one stays as it is"
        onClick={() => void session.runs.fork(run.id, checkpoint.name)}
      >
        Fork
      </button>
    </li>
  );
}
