import { lazy, Suspense, useRef, useState } from 'react';
import type { MetricName } from '../../worker/protocol';
import { PngButton } from '../PngButton';
import { savePng } from './chartFiles';
import { METRIC_TITLES } from './chartSpecs';
import styles from './Charts.module.css';

const AnyPlot = lazy(() => import('./AnyPlot').then(({ AnyPlot }) => ({ default: AnyPlot })));

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
        <Choice title="Up" value={up} onChoose={setUp} />
        <Choice title="Across" value={across} onChoose={setAcross} />
        <PngButton
          what="the chart"
          testId="any-png"
          save={() => savePng(plot.current!, `${up}-over-${across}`)}
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

interface ChoiceProps {
  title: string;
  value: MetricName;
  onChoose: (metric: MetricName) => void;
}

function Choice({ title, value, onChoose }: ChoiceProps) {
  return (
    <label className={styles.option}>
      {title}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value as MetricName)}>
        {Object.entries(METRIC_TITLES).map(([metric, name]) => (
          <option key={metric} value={metric}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
