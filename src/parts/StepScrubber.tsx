import { useStore } from 'zustand';
import { count } from '../base/counted';
import { PHASE_TITLES } from './progress';
import { useSession } from './sessionContext';
import styles from './FigureTools.module.css';

/** Looks back at the pinned images at past steps; the curves mark the step. Nothing before there are two. */
export function StepScrubber() {
  const { figures } = useSession();
  const frames = useStore(figures.store, (state) => state.frames);
  const at = useStore(figures.store, (state) => state.at);
  if (frames.length < 2) return null;
  const last = frames.length - 1;
  const shown = frames[at ?? last]!;
  const where = `${PHASE_TITLES[shown.phase]}, step ${count(shown.step)}`;
  return (
    <div className={styles.scrubber}>
      <label>
        Step
        <input
          type="range"
          data-testid="scrubber"
          min={0}
          max={last}
          value={at ?? last}
          aria-valuetext={where}
          title="Looks back at past steps"
          onChange={(event) => {
            const to = Number(event.currentTarget.value);
            figures.look(to === last ? null : to);
          }}
        />
      </label>
      <output data-testid="scrubbed">{at === null ? 'now' : where}</output>
      <button data-quiet disabled={at === null} onClick={() => figures.look(null)}>
        Back to now
      </button>
    </div>
  );
}
