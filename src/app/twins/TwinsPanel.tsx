import { aboutMethod, type MethodId } from '../../experiments/abouts';
import { changed, fieldName, type Changes, type ConfigKey } from '../../experiments/config';
import { methodOfPhase, phaseNumber } from '../../experiments/phases';
import { useState } from 'react';
import { count } from '../../base/counted';
import { memoryText } from '../../base/memoryText';
import { rowLabel, tablesOf } from '../../experiments/tables';
import { changesText } from '../compare/compareRuns';
import panel from '../../parts/panel.module.css';
import { PHASE_TITLES } from '../../parts/progress';
import { usePage, useSession } from '../../parts/sessionContext';
import { LiveFields } from '../settings/LiveFields';
import { partingText } from './partingText';
import { TwinCurves } from './TwinCurves';
import { TwinFigure } from './TwinFigure';
import { useTwins } from '../../parts/useTwins';
import styles from './Twins.module.css';

/** B where it is none of the rows of the method’s tables: what is pending in the settings. */
const PENDING = 'pending';

/** Two settings in lock-step on the same batches and the same random draws. */
export function TwinsPanel() {
  const isOpen = useTwins((state) => state.status !== null);
  const problem = useTwins((state) => state.problem);
  return (
    <section className={panel.panel} aria-labelledby="twins-title" data-testid="twins">
      <div className={panel.head}>
        <h2 id="twins-title">Twins: two settings side by side</h2>
      </div>
      {isOpen ? <OpenTwins /> : <TwinForm />}
      {problem && (
        <p role="alert" className={styles.problem} data-testid="twins-problem">
          {problem}
        </p>
      )}
    </section>
  );
}

function TwinForm() {
  const session = useSession();
  const isBusy = useTwins((state) => state.isBusy);
  const running = usePage((page) => page.running);
  const draft = usePage((page) => page.draft);
  const pinned = usePage((page) => page.pinned);
  const isSameMethod = draft.method === running.method;
  const pending = isSameMethod ? changesText(running, draft) : [];
  const rows = tablesOf(running)
    .flatMap((table) => table.rows)
    .filter((row) => changesText(running, changed(running, row.changes as Changes)).length > 0);
  const [chosen, setChoice] = useState<string | null>(null);
  const wanted = chosen ?? (pending.length > 0 ? PENDING : (rows[0]?.id ?? PENDING));
  const row = rows.find(({ id }) => id === wanted);
  const b = row ? changed(running, row.changes as Changes) : draft;
  const changes = row ? changesText(running, b) : pending;
  return (
    <div className={styles.form}>
      <p className={panel.note}>
        A is the present run’s settings; B differs in one thing. Both see the same batches and the same random
        draws, and are one run until they part.
      </p>
      <label>
        B
        <select
          data-testid="twins-choice"
          value={row?.id ?? PENDING}
          onChange={(event) => setChoice(event.currentTarget.value)}
        >
          <option value={PENDING}>the changes pending in Settings</option>
          {rows.map(({ id, row, title }) => (
            <option key={id} value={id}>
              {rowLabel(row, title)}
            </option>
          ))}
        </select>
      </label>
      <p className={panel.note} data-testid="twins-changes">
        {changes.length > 0
          ? `B: ${changes.join(', ')}`
          : isSameMethod
            ? 'Nothing is pending: change a setting of another kind than the live ones, and it is what B differs in.'
            : 'Twins are of one method: what is pending in Settings is another one.'}
      </p>
      <button
        data-primary
        data-testid="twins-open"
        disabled={isBusy || changes.length === 0}
        title="The present run is paused meanwhile"
        onClick={() => void session.twins.open(running, b, pinned)}
      >
        Open the twins
      </button>
    </div>
  );
}

/** What acts on both alike, between two steps. */
function SharedFields({ method }: { method: MethodId }) {
  const session = useSession();
  const shared = useTwins((state) => state.shared);
  const apart = (aboutMethod(method).beside as readonly ConfigKey[]).filter((key) => !(key in shared));
  return (
    <>
      <LiveFields method={method} values={shared} testId="twins" onChange={session.twins.setField} />
      {apart.map((key) => (
        <p key={key} className={panel.note}>
          They differ in {fieldName({ method }, key)}, which therefore stays as it is.
        </p>
      ))}
    </>
  );
}

function OpenTwins() {
  const session = useSession();
  const status = useTwins((state) => state.status)!;
  const isRunning = status.state === 'running';
  const isEnded = status.state === 'finished' || status.state === 'failed';
  const kept = useTwins((state) => state.kept);
  const { phase, step, steps, partAt, isParted, memory } = status;
  const isKept = kept?.phase === phase && kept.step === step;
  const isBegun = phaseNumber(phase) > 1 || step > 0;
  const method = methodOfPhase(phase);
  return (
    <>
      <div className={styles.controls}>
        <button
          data-primary
          data-testid="twins-toggle"
          disabled={isEnded}
          onClick={() => void (isRunning ? session.twins.pause() : session.twins.start())}
        >
          {isRunning ? 'Pause' : 'Start'}
        </button>
        <button
          data-testid="twins-step"
          disabled={isRunning || isEnded}
          onClick={() => void session.twins.step()}
        >
          Step
        </button>
        <button
          data-testid="twins-keep"
          disabled={!isBegun || isKept}
          title="Pauses the twins and saves each, as it stands, as a run of its own"
          onClick={() => void session.twins.keep()}
        >
          Keep as {isParted ? 'two runs' : 'a run'}
        </button>
        <button data-testid="twins-close" onClick={() => void session.twins.close()}>
          Close
        </button>
        <span role="status" data-testid="twins-status" data-state={status.state} data-step={step}>
          {status.state} · {PHASE_TITLES[phase]}, step {count(step)} / {count(steps)} ·{' '}
          {partingText(partAt, isParted)} · needs {memoryText(memory.needed)}
        </span>
      </div>
      <p className={panel.note} data-testid="twins-kept">
        {kept
          ? `As of ${PHASE_TITLES[kept.phase]}, step ${count(kept.step)}, they are kept in Runs.`
          : 'Twins end when they are closed or the page is left, unless they are kept as runs.'}
      </p>
      <SharedFields method={method} />
      <TwinFigure />
      <TwinCurves key={method} method={method} />
    </>
  );
}
