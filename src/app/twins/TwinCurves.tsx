import { lazy, Suspense, useRef, useState } from 'react';
import type { MetricName } from '../../worker/protocol';
import { savePng } from '../../parts/chartFiles';
import { aboutMethod, type MethodId } from '../../experiments/abouts';
import { comparedMetric } from '../compare/compareRuns';
import { PngButton } from '../../parts/PngButton';
import { Select } from '../../parts/Select';
import { useTwins } from '../../parts/useTwins';
import styles from './Twins.module.css';

// recharts is most of the page's script.
const CompareChart = lazy(() => import('../compare/CompareChart'));

const LINES = [
  { id: 'A', colour: 'var(--curve-1)' },
  { id: 'B', colour: 'var(--curve-2)' },
] as const;

/** One metric of both over each other. */
export function TwinCurves({ method }: { method: MethodId }) {
  const metrics = useTwins((state) => state.metrics);
  const isParted = useTwins((state) => state.status?.isParted ?? false);
  const [wanted, setMetric] = useState<MetricName | null>(null);
  const { metric, choices, words } = comparedMetric([method], wanted ?? firstOfLastPhase(method));
  const plot = useRef<HTMLDivElement>(null);
  const lines = LINES.filter(({ id }) => id === 'A' || isParted).map((line) => ({
    ...line,
    rows: metrics[line.id],
    method,
  }));
  return (
    <>
      <div className={styles.column}>
        <Select title="Curve" testId="twins-metric" value={metric} options={choices} onChoose={setMetric} />
        <span className={styles.keyA}>A</span>
        <span className={styles.keyB}>{isParted ? 'B' : 'B: not parted yet'}</span>
        <PngButton
          what="the chart"
          testId="twins-chart-png"
          save={() =>
            savePng(plot.current!, `twins-${metric}`, {
              ...words,
              key: lines.map(({ id, colour }) => ({ title: id, colour })),
            })
          }
        />
      </div>
      <div ref={plot} data-testid="twins-chart">
        <Suspense fallback={null}>
          <CompareChart lines={lines} metric={metric} />
        </Suspense>
      </div>
    </>
  );
}

/** What twins differ in begins with the last phase more often than not. */
function firstOfLastPhase(method: MethodId): MetricName {
  const { phases, compared } = aboutMethod(method);
  return compared.find(({ phase }) => phase === phases.at(-1)!.id)!.metric as MetricName;
}
