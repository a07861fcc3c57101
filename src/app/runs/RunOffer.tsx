import { useStore } from 'zustand';
import { offeredRun } from '../../store/state';
import type { StoredRun } from '../../worker/protocol';
import { ago, megabytes } from '../../parts/format';
import { usePage, useSession } from '../../parts/sessionContext';
import { useNow } from '../useNow';
import { AwaitedImages } from './AwaitedImages';
import { ComingIn } from './ComingIn';
import { DeleteRun, ExportRun } from './runButtons';
import { lastSaved, position, runEnd, runTitle } from './runText';
import styles from './RunOffer.module.css';

/** At the top of the page: a run that comes in or back, waits for its images, or could be continued. */
export function RunOffer() {
  const { imports } = useSession();
  const isComing = useStore(imports.store, ({ busy }) => busy !== null);
  const isContinuing = usePage(({ continuing }) => continuing !== null);
  const awaited = usePage((page) => page.awaited);
  const offered = usePage(offeredRun);
  if (isComing || isContinuing) return <ComingIn />;
  if (awaited) return <AwaitedImages awaited={awaited} />;
  return offered && <Offer run={offered} />;
}

function Offer({ run }: { run: StoredRun }) {
  const session = useSession();
  const isElsewhere = usePage((page) => page.openElsewhere.includes(run.id));
  const others = usePage((page) => page.runs?.filter(({ deleted }) => deleted === null).length ?? 1) - 1;
  const now = useNow();
  const newest = run.checkpoints.at(-1)!;

  return (
    <section
      className={`${styles.offer} ${styles.dismissable}`}
      aria-labelledby="offer-title"
      data-testid="run-offer"
    >
      <div className={styles.text}>
        <h2 id="offer-title">
          {isElsewhere ? 'A run is open in another tab' : `Continue from ${position(newest)}?`}
        </h2>
        <p>
          {runTitle(run)} · {isElsewhere ? 'read-only here until it is closed there' : runEnd(run)} · saved{' '}
          {ago(lastSaved(run), now)} · {megabytes(run.bytes)}
          {others > 0 && (
            <>
              {' '}
              · <a href="#runs-title" onClick={jumpToRuns}>{`${others} more`}</a>
            </>
          )}
        </p>
      </div>
      <div className={styles.buttons}>
        <button
          data-primary
          data-testid="offer-continue"
          disabled={isElsewhere}
          onClick={() => void session.runs.continue(run.id)}
        >
          Continue
        </button>
        <button data-testid="offer-look" onClick={() => void session.runs.inspect(run.id, newest.name)}>
          Look at it
        </button>
        <ExportRun run={run} />
        <DeleteRun run={run} />
      </div>
      <button
        className={styles.dismiss}
        data-quiet
        aria-label="Not now"
        title="Not now: the run stays among the runs below"
        data-testid="offer-dismiss"
        onClick={session.runs.answerOffer}
      >
        ✕
      </button>
    </section>
  );
}

/** The address holds the experiment, so a jump must not be written there. */
function jumpToRuns(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.getElementById('runs-title')?.scrollIntoView({ behavior: 'smooth' });
}
