/** What a person can do about the length of a run, beside its settings. */
import { count, numberWord } from '../../base/counted';
import { aboutPhase, phaseAfter, phaseNumber, phasesOf } from '../../experiments/phases';
import { usePage, useSession } from '../../parts/sessionContext';

const MORE_STEPS = 1000;

/** While a phase is under way that is not the last. */
export function EndPhaseOne() {
  const session = useSession();
  const step = usePage(({ status }) => status.step);
  const phase = usePage(({ status }) => status.phase);
  const isUnderWay = usePage(
    ({ status: { state, step, steps } }) =>
      step > 0 && step < steps && (state === 'running' || state === 'paused'),
  );
  const next = phaseAfter(phase);
  if (!isUnderWay || next === null) return null;
  const number = numberWord(phaseNumber(phase));
  return (
    <button
      data-testid="end-phase-one"
      title={
        `Ends phase ${number} now, at step ${count(step)}, and goes over to ${aboutPhase(next).called}. ` +
        `${aboutPhase(phase).trains.join(' and ')} stay as they are from then on. ` +
        `The checkpoint of this step is kept, to train phase ${number} on from.`
      }
      onClick={() => void session.endPhaseOne()}
    >
      End phase {phaseNumber(phase)}
    </button>
  );
}

/** Of a run that has made all its steps. */
export function TrainOn({ testId }: { testId: string }) {
  const session = useSession();
  const steps = usePage(({ status }) => status.steps);
  const phases = usePage(({ running }) => phasesOf(running).length);
  const what = phases > 1 ? `Trains phase ${numberWord(phases)} on` : 'Trains on';
  return (
    <button
      data-primary
      data-testid={testId}
      title={
        `${what}, to step ${count(steps + MORE_STEPS)}, as a new run: this one stays as it is, and Undo ` +
        'brings it back. The learning rate follows the line of the longer budget, so it rises again and then falls to its last rate.'
      }
      onClick={() => void session.trainOn(MORE_STEPS)}
    >
      Train {count(MORE_STEPS)} more
    </button>
  );
}
