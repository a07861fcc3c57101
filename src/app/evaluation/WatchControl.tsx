import { lazy, Suspense, useRef, useState } from 'react';
import { csvText } from '../../base/csv';
import { DEFAULT_NEIGHBOURS } from '../../experiments/neighbours';
import type { WatchRequest } from '../../worker/protocol';
import { savePng } from '../../parts/chartFiles';
import { PngButton } from '../../parts/PngButton';
import { saveFile } from '../../parts/saveFile';
import { usePage, useSession } from '../../parts/sessionContext';
import { ProblemLine } from '../../parts/ProblemLine';
import { useEvaluation } from '../../parts/useEvaluation';
import { useFeatures } from './useFeatures';
import styles from '../../parts/Evaluation.module.css';

const WatchPlot = lazy(() => import('./WatchPlot').then(({ WatchPlot }) => ({ default: WatchPlot })));
const STEP_CHOICES = [20, 50, 100, 200, 500, 1000];

/** A number every so many steps, on the same labelled images, off until it is switched on. */
export function WatchControl() {
  const session = useSession();
  const hasLabels = usePage((page) => (page.images?.labels.length ?? 0) >= 2);
  const watching = useEvaluation((state) => state.watching);
  const points = useEvaluation((state) => state.watched);
  const reference = useEvaluation((state) => state.reference);
  const { layers, judged } = useFeatures();
  const [wanted, setWanted] = useState<WatchRequest>({ method: 'knn', layer: judged, every: 100 });
  const request = layers.includes(wanted.layer) ? wanted : { ...wanted, layer: judged };
  const plot = useRef<HTMLDivElement>(null);

  /** A change begins another curve where one is being drawn. */
  function change(changes: Partial<WatchRequest>): void {
    const next = { ...request, ...changes };
    setWanted(next);
    if (watching) void session.evaluation.watch(next);
  }

  function save(): void {
    const rows = points.map(({ phase, step, value, interval }) => [
      phase,
      step,
      value,
      interval.low,
      interval.high,
    ]);
    const first = reference
      ? [['random', 0, reference.value, reference.interval.low, reference.interval.high]]
      : [];
    saveFile(
      csvText([['phase', 'step', 'accuracy', 'low95', 'high95'], ...first, ...rows]),
      'watched.csv',
      'text/csv',
    );
  }

  return (
    <div className={styles.watch}>
      <div className={styles.numbers}>
        <label title="On at most 300 labelled images, the same ones each time, on a copy of the weights that is normalised by their statistics">
          <input
            type="checkbox"
            data-testid="watch"
            checked={watching !== null}
            disabled={!hasLabels}
            onChange={(event) => void session.evaluation.watch(event.currentTarget.checked ? request : null)}
          />
          Watch while it trains
        </label>
        <select
          aria-label="Measure"
          value={request.method}
          disabled={!hasLabels}
          onChange={(event) => change({ method: event.currentTarget.value as WatchRequest['method'] })}
        >
          <option value="knn">k-NN, k = {DEFAULT_NEIGHBOURS}</option>
          <option value="probe">linear probe</option>
        </select>
        <select
          aria-label="Layer"
          value={request.layer}
          disabled={!hasLabels}
          onChange={(event) => change({ layer: event.currentTarget.value })}
        >
          {layers.map((layer) => (
            <option key={layer}>{layer}</option>
          ))}
        </select>
        <label>
          every
          <select
            data-testid="watch-every"
            value={request.every}
            disabled={!hasLabels}
            onChange={(event) => change({ every: Number(event.currentTarget.value) })}
          >
            {STEP_CHOICES.map((steps) => (
              <option key={steps}>{steps}</option>
            ))}
          </select>
          steps
        </label>
        {points.length > 0 && (
          <>
            <button data-testid="save-watched" onClick={save}>
              CSV
            </button>
            <PngButton
              what="the chart"
              testId="save-watched-png"
              save={() =>
                savePng(plot.current!, 'watched', {
                  title: 'While training',
                  across: 'step',
                  up: 'right answers, %',
                })
              }
            />
          </>
        )}
      </div>
      <ProblemLine of={['watch']} />
      {points.length > 0 && (
        <div ref={plot} className={styles.plot} data-testid="watched" data-points={points.length}>
          <Suspense fallback={null}>
            <WatchPlot points={points} reference={reference?.value ?? null} />
          </Suspense>
        </div>
      )}
    </div>
  );
}
