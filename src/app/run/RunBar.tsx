import { useState } from 'react';
import { count } from '../../base/counted';
import { duration, outOf, short } from '../../parts/format';
import { SavingState } from '../runs/SavingState';
import { ShareButton } from '../share/ShareButton';
import { usePage, useSession } from '../../parts/sessionContext';
import { ThemeButton } from '../ThemeButton';
import { toggleSheet } from '../keyboard/sheet';
import { toggleLessons } from '../../parts/place/openLesson';
import { usePlace } from '../../parts/place/usePlace';
import { BackendChip, BackendNote } from './BackendChip';
import { EndPhaseOne, TrainOn } from './budgetButtons';
import { ProgressBar } from './ProgressBar';
import { aboutMethod } from '../../experiments/abouts';
import { phaseAfter, phaseNumber, phasesOf } from '../../experiments/phases';
import { PHASE_TITLES } from '../../parts/progress';
import { busyWith, runControls } from '../../parts/runControls';
import { useDismissable } from './dismissable';
import { MachineSettings } from './MachineSettings';
import { MemoryGauge } from './MemoryGauge';
import { Waiting } from './Waiting';
import styles from './RunBar.module.css';

export function RunBar() {
  const backend = usePage((page) => page.backend);
  const why = backend?.why ?? null;
  const [whyOpen, setWhyOpen] = useDismissable(why);
  const [machineOpen, setMachineOpen] = useState(false);
  return (
    <>
      <header className={styles.bar}>
        <h1 className={styles.brand}>Artifact Lab</h1>
        <RunButtons />
        <Waiting />
        <RunNumbers />
        <div className={styles.end}>
          <LearnButton />
          <ShareButton />
          <BackendChip
            backend={backend}
            isOpen={machineOpen}
            onToggle={() => {
              setWhyOpen(!machineOpen);
              setMachineOpen(!machineOpen);
            }}
          />
          <button
            data-quiet
            className={styles.keys}
            data-testid="keys"
            aria-label="Keyboard shortcuts"
            title="Keyboard shortcuts (?)"
            onClick={toggleSheet}
          >
            ?
          </button>
          <ThemeButton />
        </div>
        <ProgressBar />
      </header>
      {whyOpen && why && <BackendNote why={why} onDismiss={() => setWhyOpen(false)} />}
      {machineOpen && <MachineSettings />}
    </>
  );
}

function LearnButton() {
  const [first] = aboutMethod(usePage((page) => page.running.method)).lessons;
  const isOpen = usePlace(({ lesson, tab }) => lesson !== null && tab === 'pictures');
  if (first === undefined) return null;
  return (
    <button
      data-testid="learn"
      aria-pressed={isOpen}
      title="Five lessons that drive this page, and the words of the method (L)"
      onClick={() => toggleLessons(first)}
    >
      Learn
    </button>
  );
}

function RunButtons() {
  const session = useSession();
  const state = usePage((page) => page.status.state);
  const busy = usePage(busyWith);
  const phase = usePage((page) => page.status.phase);
  const controls = runControls(state, busy, phase);
  const isRunning = state === 'running';
  const isPausing = usePage((page) => page.isPausing) && isRunning;
  return (
    <div className={styles.buttons} role="group" aria-label="Run">
      {state === 'finished' && <TrainOn testId="run-train-on" />}
      <button
        data-testid="run-toggle"
        data-primary
        hidden={state === 'finished'}
        className={styles.toggle}
        disabled={!controls.canToggle}
        title={controls.reason ?? `${controls.toggle} (Space)`}
        onClick={() => void (isRunning ? session.pause() : session.start())}
      >
        <span aria-hidden="true">{isRunning ? '❚❚' : '▶'}</span>
        {isPausing ? 'Pausing…' : controls.toggle}
      </button>
      <button
        data-testid="run-step"
        disabled={!controls.canStep}
        title={controls.reason ?? 'One training step, then paused (S)'}
        onClick={() => void session.step()}
      >
        Step
      </button>
      <button
        data-testid="run-stop"
        disabled={!controls.canStop}
        title={controls.stopReason ?? 'Ends this run; its weights and curves stay'}
        onClick={() => void session.stop()}
      >
        Stop
      </button>
      <EndPhaseOne />
      <button
        data-testid="run-reset"
        disabled={!controls.canReset}
        title="Begins anew with the same settings and the same seed (R)"
        onClick={() => void session.reset()}
      >
        Reset
      </button>
      <button
        data-testid="run-die"
        disabled={!controls.canReset}
        aria-label="Roll a new seed"
        title="Rolls another seed and begins anew"
        onClick={() => void session.settings.rollSeed()}
      >
        <Die />
      </button>
      {controls.reason && (
        <p className={styles.reason} data-testid="run-reason">
          {controls.reason}
        </p>
      )}
    </div>
  );
}

const LEFT_OF_BOTH =
  'An estimate from recent steps, for both phases; what a step of phase two costs is a guess until the first ones are measured';

/** The most telling first: where there is no room on the line, those at its end are not shown. */
function RunNumbers() {
  const { state, phase, step, steps, epoch, epochs, imagesPerSecond, secondsLeft, phaseSecondsLeft } =
    usePage((page) => page.status);
  const phases = usePage((page) => phasesOf(page.running).length);
  return (
    <dl className={styles.numbers}>
      <div>
        <dt>State</dt>
        <dd data-testid="run-state" data-state={state} className={styles.state}>
          {state}
        </dd>
      </div>
      {phases > 1 && (
        <div className={styles.wide}>
          <dt>
            Phase {phaseNumber(phase)} of {phases}
          </dt>
          <dd data-testid="run-phase" data-phase={phase}>
            {PHASE_TITLES[phase]}
          </dd>
        </div>
      )}
      <div>
        <dt>Step</dt>
        <dd data-testid="run-step-count" data-step={step} data-steps={steps}>
          {count(step)} / {count(steps)}
        </dd>
      </div>
      <div className={styles.seldom}>
        <dt>Epoch</dt>
        <dd>{outOf(epoch, epochs)}</dd>
      </div>
      <div title={phases > 1 ? LEFT_OF_BOTH : 'An estimate from recent steps'}>
        <dt>Time left</dt>
        <dd data-testid="run-left">
          {secondsLeft === null || state === 'stopped' ? '–' : duration(secondsLeft)}
        </dd>
      </div>
      <div>
        <dt>Images/s</dt>
        <dd data-testid="run-rate">{imagesPerSecond > 0 ? short(imagesPerSecond) : '–'}</dd>
      </div>
      {phaseAfter(phase) !== null && phaseSecondsLeft !== null && state !== 'stopped' && (
        <div className={styles.wide}>
          <dt>Phase {phaseNumber(phase) + 1} in</dt>
          <dd data-testid="run-phase-left">{duration(phaseSecondsLeft)}</dd>
        </div>
      )}
      <div className={styles.wide}>
        <dt>Saved</dt>
        <dd>
          <SavingState />
        </dd>
      </div>
      <MemoryGauge className={styles.wide} />
    </dl>
  );
}

function Die() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <rect
        x="1.5"
        y="1.5"
        width="13"
        height="13"
        rx="3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
      />
      {[4.8, 8, 11.2].map((at) => (
        <circle key={at} cx={at} cy={at} r="1.25" fill="currentColor" />
      ))}
    </svg>
  );
}
