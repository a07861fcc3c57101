/** What a person can do about the length of a run, beside its settings. */
import { count } from '../../base/counted';
import { usePage, useSession } from '../sessionContext';

const MORE_STEPS = 1000;

/** While phase one is under way. */
export function EndPhaseOne() {
  const session = useSession();
  const step = usePage(({ status }) => status.step);
  const isOffered = usePage(
    ({ status: { state, phase, step, steps } }) =>
      phase === 'autoencoder' && step > 0 && step < steps && (state === 'running' || state === 'paused'),
  );
  if (!isOffered) return null;
  return (
    <button
      data-testid="end-phase-one"
      title={
        `Ends phase one now, at step ${count(step)}, and goes over to damage & repair. E and D stay as they are from ` +
        'then on. The checkpoint of this step is kept, to train phase one on from.'
      }
      onClick={() => void session.endPhaseOne()}
    >
      End phase 1
    </button>
  );
}

/** Of a run that has made all its steps. */
export function TrainOn({ testId }: { testId: string }) {
  const session = useSession();
  const steps = usePage(({ status }) => status.steps);
  return (
    <button
      data-primary
      data-testid={testId}
      title={
        `Trains phase two on, to step ${count(steps + MORE_STEPS)}, as a new run: this one stays as it is, and Undo ` +
        'brings it back. The learning rate follows the line of the longer budget, so it rises again and then falls to its last rate.'
      }
      onClick={() => void session.trainOn(MORE_STEPS)}
    >
      Train {count(MORE_STEPS)} more
    </button>
  );
}
