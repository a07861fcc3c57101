import { lazy, Suspense, useRef } from 'react';
import { PngButton } from '../PngButton';
import { saveFile } from '../saveFile';
import { useSession } from '../sessionContext';
import { chartCsv, savePng, saveSvg } from './chartFiles';
import type { ChartSpec } from './chartSpecs';
import { plotRows } from './plotData';
import { useChartView } from './chartView';
import styles from './Charts.module.css';

// recharts is most of the page's script, and nothing needs it before the first step.
const Plot = lazy(() => import('./Plot').then(({ Plot }) => ({ default: Plot })));

/** One chart with its title, its key and its files. */
export function ChartFigure({ spec, smoothing }: { spec: ChartSpec; smoothing: number }) {
  const session = useSession();
  const plot = useRef<HTMLDivElement>(null);
  const name = spec.testId;

  function saveCsv(): void {
    const { smoothing, zoom } = useChartView.getState();
    const rows = plotRows(spec, session.log, { smoothing, logY: false, stretch: zoom });
    saveFile(chartCsv(spec, rows), `${name}.csv`, 'text/csv');
  }

  function saveLines(): void {
    try {
      saveSvg(plot.current!, name);
    } catch (error) {
      session.tellFailure('Saving the chart', error);
    }
  }

  return (
    <figure className={styles.chart} data-testid={name}>
      <figcaption title={spec.help}>
        <h3>{spec.title}</h3>
        {spec.lines.length > 1 &&
          spec.lines.map((line) => (
            <span key={line.metric} className={styles.key} style={{ '--key': line.colour }}>
              {line.title}
            </span>
          ))}
        <span className="spoken">{spec.help}</span>
        <span className={styles.files} role="group" aria-label={`Save ${spec.title}`}>
          <button data-quiet title="The points that are drawn, as CSV" onClick={saveCsv}>
            CSV
          </button>
          <PngButton what="the chart" testId={`${name}-png`} save={() => savePng(plot.current!, name)} />
          <button data-quiet title="Saves the chart as SVG" onClick={saveLines}>
            SVG
          </button>
        </span>
      </figcaption>
      <div className={styles.plot} ref={plot}>
        <Suspense fallback={null}>
          <Plot spec={spec} smoothing={smoothing} />
        </Suspense>
      </div>
    </figure>
  );
}
