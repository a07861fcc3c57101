import { lazy, Suspense, useRef, useState } from 'react';
import { aboutMethod } from '../../experiments/abouts';
import { metricsOf, metricTitle } from '../../experiments/metrics';
import type { MetricName } from '../../worker/protocol';
import { PngButton } from '../../parts/PngButton';
import { Select } from '../../parts/Select';
import { savePng } from '../../parts/chartFiles';
import { usePage } from '../../parts/sessionContext';
import styles from './Charts.module.css';

const AnyPlot = lazy(() => import('./AnyPlot').then(({ AnyPlot }) => ({ default: AnyPlot })));

/** Any metric over any other. */
export function AnyChart() {
  const config = usePage((page) => page.running);
  const metrics = metricsOf(config).map((metric) => [metric, metricTitle(config, metric)] as const);
  const [chosen, choose] = useState<{ method: string; up: MetricName; across: MetricName } | null>(null);
  const { method } = config;
  const [first, second] = aboutMethod(method).trail as readonly [MetricName, MetricName];
  const { up, across } = chosen?.method === method ? chosen : { up: first, across: second };
  const plot = useRef<HTMLDivElement>(null);
  return (
    <details className={styles.any} data-testid="any-chart">
      <summary title="The path that the run has taken, one logged number over another">
        Any metric over any
      </summary>
      <div className={styles.choices}>
        <Select
          title="Up"
          className={styles.option}
          value={up}
          options={metrics}
          onChoose={(metric) => choose({ method, up: metric, across })}
        />
        <Select
          title="Across"
          className={styles.option}
          value={across}
          options={metrics}
          onChoose={(metric) => choose({ method, up, across: metric })}
        />
        <PngButton
          what="the chart"
          testId="any-png"
          save={() =>
            savePng(plot.current!, `${up}-over-${across}`, {
              title: `${metricTitle(config, up)} over ${metricTitle(config, across).toLowerCase()}`,
              across: metricTitle(config, across),
              up: metricTitle(config, up),
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
