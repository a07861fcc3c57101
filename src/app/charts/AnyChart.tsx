import { lazy, Suspense, useRef, useState } from 'react';
import type { MetricName } from '../../worker/protocol';
import { PngButton } from '../PngButton';
import { Select } from '../Select';
import { savePng } from './chartFiles';
import { METRIC_TITLES } from './chartSpecs';
import styles from './Charts.module.css';

const AnyPlot = lazy(() => import('./AnyPlot').then(({ AnyPlot }) => ({ default: AnyPlot })));

const METRICS = Object.entries(METRIC_TITLES) as [MetricName, string][];

/** Any metric over any other. */
export function AnyChart() {
  const [up, setUp] = useState<MetricName>('maskLoss');
  const [across, setAcross] = useState<MetricName>('classLoss');
  const plot = useRef<HTMLDivElement>(null);
  return (
    <details className={styles.any} data-testid="any-chart">
      <summary title="The path that the run has taken, one logged number over another">
        Any metric over any
      </summary>
      <div className={styles.choices}>
        <Select title="Up" className={styles.option} value={up} options={METRICS} onChoose={setUp} />
        <Select
          title="Across"
          className={styles.option}
          value={across}
          options={METRICS}
          onChoose={setAcross}
        />
        <PngButton
          what="the chart"
          testId="any-png"
          save={() =>
            savePng(plot.current!, `${up}-over-${across}`, {
              title: `${METRIC_TITLES[up]} over ${METRIC_TITLES[across].toLowerCase()}`,
              across: METRIC_TITLES[across],
              up: METRIC_TITLES[up],
            })
          }
        />
      </div>
      <div className={styles.plot} ref={plot}>
        <Suspense fallback={null}>
          <AnyPlot up={up} across={across} />
        </Suspense>
      </div>
    </details>
  );
}
