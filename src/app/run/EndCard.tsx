import { phaseSteps } from '../../experiments/config';
import { trainedPhases } from '../../experiments/phases';
import { useState } from 'react';
import { count } from '../../base/counted';

import { duration } from '../../parts/format';
import styles from '../runs/RunOffer.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { TrainOn } from './budgetButtons';
import { reached } from './reached';
import { reveal } from './reveal';

/** What a finished run has reached, and what one does next; until it is dismissed or the run goes on. */
export function EndCard() {
  const isFinished = usePage(({ status }) => status.state === 'finished');
  const run = usePage(({ saving }) => saving.run);
  const steps = usePage(({ status }) => status.steps);
  const [dismissed, setDismissed] = useState<{ run: string | null; steps: number } | null>(null);
  // Of this run at this length: one that trains on comes to another end. A run gets its name with its first save.
  const isDismissed = dismissed?.steps === steps && (dismissed.run ?? run) === run;
  if (!isFinished || isDismissed) return null;
  return <Card onDismiss={() => setDismissed({ run, steps })} />;
}

function Card({ onDismiss }: { onDismiss: () => void }) {
  const { log } = useSession();
  const steps = usePage(({ status }) => status.steps);
  const seconds = usePage(({ status }) => status.trainingSeconds);
  const running = usePage((page) => page.running);
  const images = usePage((page) => page.images?.count ?? 0);
  const before = trainedPhases(running).slice(0, -1);
  const lengths = [...before.map(({ id }) => phaseSteps(running, id, images)), steps];
  return (
    <section
      className={`${styles.offer} ${styles.dismissable}`}
      aria-labelledby="end-title"
      data-testid="end-card"
      onKeyDown={({ key }) => key === 'Escape' && onDismiss()}
    >
      <div className={styles.text}>
        <h2 id="end-title">
          {`Finished: ${lengths.map(count).join(' + ')} steps in ${duration(seconds)} of training`}
        </h2>
        <p data-testid="reached">{reached(log, running)}</p>
      </div>
      <div className={styles.buttons}>
        <button
          title="What the features are worth: probes, nearest neighbours, pictures of the filters"
          onClick={() => reveal('learned-title', 'learned')}
        >
          Measure
        </button>
        <button title="Networks and metrics as files" onClick={() => reveal('save-title')}>
          Save
        </button>
        <button
          title="This run beside others that are kept"
          onClick={() => reveal('compare-title', 'compare')}
        >
          Compare
        </button>
        <TrainOn testId="end-train-on" />
      </div>
      <button
        className={styles.dismiss}
        data-quiet
        aria-label="Dismiss"
        title="Dismiss (Esc): all of it is also in the panels below"
        data-testid="end-dismiss"
        onClick={onDismiss}
      >
        ✕
      </button>
    </section>
  );
}
