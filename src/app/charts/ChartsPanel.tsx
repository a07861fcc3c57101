import { lazy, Suspense, useDeferredValue, useState } from 'react';
import panel from '../panel.module.css';
import { CHARTS } from './chartSpecs';
import styles from './Charts.module.css';

// recharts is most of the page's script, and nothing needs it before the first step.
const Plot = lazy(() => import('./Plot').then(({ Plot }) => ({ default: Plot })));

/** All curves, and how they are drawn. */
export function ChartsPanel() {
  const [smoothing, setSmoothing] = useState(0.9);
  const [logAxis, setLogAxis] = useState(false);
  const drawnSmoothing = useDeferredValue(smoothing);
  return (
    <section className={panel.panel} aria-labelledby="charts-title">
      <div className={panel.head}>
        <h2 id="charts-title">Curves</h2>
        <label
          className={styles.option}
          title="How much of the past a curve keeps; the raw values stay behind it"
        >
          Smoothing
          <input
            data-testid="smoothing"
            type="range"
            min={0}
            max={0.99}
            step={0.01}
            value={smoothing}
            onChange={(event) => setSmoothing(Number(event.currentTarget.value))}
          />
          <output>{smoothing.toFixed(2)}</output>
        </label>
        <label className={styles.option} title="Losses and rates on a logarithmic axis">
          <input
            data-testid="log-axis"
            type="checkbox"
            checked={logAxis}
            onChange={(event) => setLogAxis(event.currentTarget.checked)}
          />
          Log axis
        </label>
      </div>
      <div className={styles.grid}>
        {CHARTS.map((spec) => (
          <figure key={spec.testId} className={styles.chart} data-testid={spec.testId}>
            <figcaption title={spec.help}>
              <h3>{spec.title}</h3>
              {spec.lines.length > 1 &&
                spec.lines.map((line) => (
                  <span key={line.metric} className={styles.key} style={{ '--key': line.colour }}>
                    {line.title}
                  </span>
                ))}
              <span className="spoken">{spec.help}</span>
            </figcaption>
            <div className={styles.plot}>
              <Suspense fallback={null}>
                <Plot spec={spec} smoothing={drawnSmoothing} logAxis={logAxis && !spec.share} />
              </Suspense>
            </div>
          </figure>
        ))}
      </div>
    </section>
  );
}
