import type { SavingStatus } from '../../worker/protocol';
import { ago } from '../../parts/format';
import { position } from './runText';
import { usePage, useSession } from '../../parts/sessionContext';
import { useNow } from '../useNow';
import styles from './Runs.module.css';

/** In a word or two, how the present run is being kept; and of which step, if there is room for it. */
export function SavingState({ saysStep = false }: { saysStep?: boolean }) {
  const saving = usePage((page) => page.saving);
  const now = useNow();
  return (
    <>
      <span
        className={styles.saving}
        data-testid="saving"
        data-state={saving.state}
        title={saving.problem ?? savingTitle(saving)}
      >
        {savingText(saving, now)}
      </span>
      {saysStep && saving.state === 'idle' && saving.last && ` (${position(saving.last)})`}
    </>
  );
}

function savingTitle({ last }: SavingStatus): string {
  const saved = last ? `Saved at: ${position(last)}.` : 'Nothing of this run is saved yet.';
  return `${saved} Ctrl S or ⌘ S saves now.`;
}

function savingText({ state, last }: SavingStatus, now: number): string {
  switch (state) {
    case 'writing':
      return 'saving…';
    case 'paused':
      return 'paused';
    case 'off':
      return 'off';
    case 'idle':
      return last ? ago(last.saved, now) : 'not yet';
  }
}

/** Says that nothing is being saved, why, and what to do; training goes on meanwhile. */
export function SavingProblem() {
  const session = useSession();
  const { state, problem, last, retry } = usePage((page) => page.saving);
  const isRunning = usePage((page) => page.status.state === 'running');
  if (problem === null || state === 'off') return null;
  const kept = last ? `Step ${last.step} of the run is kept.` : 'Nothing of this run is kept yet.';
  return (
    <div className={styles.problem} role="status" data-testid="saving-problem">
      <p>
        <strong>Saving is paused.</strong> {problem} {isRunning && 'Training continues. '}
        {kept}
        {retry && ` Tried again at ${new Date(retry).toLocaleTimeString('en')}.`}
      </p>
      <button
        data-testid="save-now"
        disabled={state === 'writing'}
        onClick={() => void session.runs.saveNow()}
      >
        Try now
      </button>
    </div>
  );
}
