import { counted } from '../../base/counted';
import panel from '../../parts/panel.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { RunItem } from './RunItem';
import { needsMethod, position, runOrigin, runTitle } from './runText';
import { SavingState } from './SavingState';
import { StorageBar } from './StorageBar';
import styles from './Runs.module.css';

/** All runs that the browser keeps, what can be done with each, and the room that they take. */
export function RunsPanel() {
  const runs = usePage((page) => page.runs);
  const off = usePage((page) => (page.saving.state === 'off' ? page.saving.problem : null));
  const kept = runs?.filter(({ deleted }) => deleted === null) ?? [];
  return (
    <section className={panel.panel} aria-labelledby="runs-title" data-testid="runs">
      <div className={panel.head}>
        <h2 id="runs-title" className={styles.title}>
          Runs
        </h2>
        <span className={panel.note}>
          Saved: <SavingState saysStep />
        </span>
      </div>
      {kept.length === 0 && (
        <p className={panel.note}>
          {off ??
            'A run is saved about once a minute while it trains, and when it pauses. It will be listed here.'}
        </p>
      )}
      <ul className={styles.list}>
        {kept.map((run) => (
          <RunItem key={run.id} run={run} />
        ))}
      </ul>
      <DeletedRuns />
      <StorageBar />
    </section>
  );
}

/** Deleted runs, which can be had back for a day, or removed at once to make room. */
function DeletedRuns() {
  const session = useSession();
  const runs = usePage((page) => page.runs);
  const deleted = runs?.filter((run) => run.deleted !== null) ?? [];
  if (deleted.length === 0) return null;
  return (
    <details className={styles.deleted} data-testid="deleted-runs">
      <summary>{counted(deleted.length, 'deleted run')}, kept for a day</summary>
      <ul className={styles.list}>
        {deleted.map((run) => (
          <li key={run.id} className={styles.checkpoint}>
            <span className={styles.what}>
              {runTitle(run, needsMethod(runs ?? []))} · {position(run)} · {runOrigin(run, runs ?? [])}
            </span>
            <button onClick={() => void session.runs.undelete(run.id)}>Bring back</button>
            <button data-testid="purge" onClick={() => void session.runs.purge(run.id)}>
              Remove now
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
