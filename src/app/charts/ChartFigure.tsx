import { lazy, Suspense, useRef } from 'react';
import { PngButton } from '../../parts/PngButton';
import { saveFile } from '../../parts/saveFile';
import { useSession } from '../../parts/sessionContext';
import { chartCsv, savePng, saveSvg } from '../../parts/chartFiles';
import { stepsOf, type ChartSpec } from '../../parts/chartSpecs';
import { useChartView } from './chartView';
import styles from './Charts.module.css';

// recharts is most of the page's script, and nothing needs it before the first step.
const Plot = lazy(() => import('./Plot').then(({ Plot }) => ({ default: Plot })));

/** One chart with its title, its key and its files. */
export function ChartFigure({ spec, smoothing }: { spec: ChartSpec; smoothing: number }) {
  const session = useSession();
  const plot = useRef<HTMLDivElement>(null);
  const name = spec.testId;
  const words = {
    ...{ title: spec.title, across: stepsOf(spec), up: spec.unit },
    key: spec.lines.length > 1 ? spec.lines : [],
  };

  function saveCsv(): void {
    const { smoothing } = useChartView.getState();
    saveFile(chartCsv(spec, session.log, smoothing), `${name}.csv`, 'text/csv');
  }

  function saveLines(): void {
    try {
      saveSvg(plot.current!, name, words);
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
        {spec.note && <span className={styles.note}>{spec.note}</span>}
        <span className="spoken">{spec.help}</span>
        <span className={styles.files} role="group" aria-label={`Save ${spec.title}`}>
          <button
            data-quiet
            data-testid={`${name}-csv`}
            title="Every logged step as CSV, with its average where curves are smoothed"
            onClick={saveCsv}
          >
            CSV
          </button>
          <PngButton
            what="the chart"
            testId={`${name}-png`}
            save={() => savePng(plot.current!, name, words)}
          />
          <button data-quiet data-testid={`${name}-svg`} title="Saves the chart as SVG" onClick={saveLines}>
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
