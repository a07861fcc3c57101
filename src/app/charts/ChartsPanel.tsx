import { useDeferredValue } from 'react';
import { counted } from '../../base/counted';
import panel from '../../parts/panel.module.css';
import { usePage, useSession } from '../../parts/sessionContext';
import { AnyChart } from './AnyChart';
import { ChartFigure } from './ChartFigure';
import { heldOutCount } from '../../experiments/heldOut';
import { phaseNumber } from '../../experiments/phases';
import { holds } from '../../schema/about';
import { chartsOf, type ChartSpec } from '../../parts/chartSpecs';
import { useChartView } from './chartView';
import { stretchText } from './plotData';
import { useDrawn } from './redrawRota';
import styles from './Charts.module.css';

/** All curves, and how they are drawn. */
export function ChartsPanel() {
  const { smoothing, logX, logY } = useChartView();
  const drawnSmoothing = useDeferredValue(smoothing);
  const set = useChartView.setState;
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
            onChange={(event) => set({ smoothing: Number(event.currentTarget.value) })}
          />
          <output>{smoothing.toFixed(2)}</output>
        </label>
        <label className={styles.option} title="Losses and rates on a logarithmic axis">
          <input
            data-testid="log-axis"
            type="checkbox"
            checked={logY}
            onChange={(event) => set({ logY: event.currentTarget.checked })}
          />
          Log axis
        </label>
        <label className={styles.option} title="Steps on a logarithmic axis">
          <input
            type="checkbox"
            checked={logX}
            onChange={(event) => set({ logX: event.currentTarget.checked })}
          />
          Log steps
        </label>
        <ZoomControl />
      </div>
      <ChartGrid smoothing={drawnSmoothing} />
      <AnyChart />
    </section>
  );
}

/** The charts that have something to show, and in a line what the others wait for. */
function ChartGrid({ smoothing }: { smoothing: number }) {
  const session = useSession();
  const phase = usePage((page) => page.status.phase);
  const config = usePage((page) => page.running);
  const images = usePage((page) => page.images?.count ?? 0);
  useDrawn(session); // a run may be put in the place of another one of the same phase
  const hasValues = ({ lines }: ChartSpec) =>
    lines.some(({ metric }) => session.log.series(metric).x.length > 0);
  const holdsOut = heldOutCount(config, images) > 0;
  const charts = chartsOf(config)
    .filter(({ where = {} }) => holds(config, where))
    .filter((spec) => holdsOut || !spec.isHeldOut || hasValues(spec));
  const isThere = (spec: ChartSpec) => spec.phase === null || spec.phase === phase || hasValues(spec);
  const away = charts.filter((spec) => !isThere(spec));
  const names = away.map(({ title }) => title).join(', ');
  return (
    <>
      <div className={styles.grid}>
        {charts.filter(isThere).map((spec) => (
          <ChartFigure key={spec.testId} spec={spec} smoothing={smoothing} />
        ))}
      </div>
      {away.length > 0 && (
        <p className={styles.away} data-testid="charts-away" title={names}>
          {phaseNumber(phase) === 1
            ? `${counted(away.length, 'chart')} begin with phase two.`
            : `${names}: of phase one, which this run was spared.`}
        </p>
      )}
      {config.heldOut > 0 && images > 0 && !holdsOut && (
        <p className={styles.away} data-testid="none-held-out">
          None of {counted(images, 'image')} {images === 1 ? 'is' : 'are'} held out: too few.
        </p>
      )}
    </>
  );
}

/** What the pointer does by drawing over a chart, for the keyboard too. */
function ZoomControl() {
  const { log } = useSession();
  const zoom = useChartView((view) => view.zoom);
  const show = (share: number) => {
    const last = log.lastStep;
    useChartView.setState({ zoom: share === 1 ? null : [Math.max(1, Math.ceil(last * (1 - share))), last] });
  };
  return (
    <label className={styles.option} title="Or draw over a chart with the pointer; a double click shows all">
      Steps
      <select
        data-testid="chart-stretch"
        value={zoom ? 'stretch' : '1'}
        onChange={(event) => show(Number(event.currentTarget.value))}
      >
        <option value="1">all</option>
        <option value="0.5">last half</option>
        <option value="0.1">last tenth</option>
        {zoom && (
          <option value="stretch" disabled>
            {stretchText(zoom, log.borders[0] ?? null)}
          </option>
        )}
      </select>
    </label>
  );
}
