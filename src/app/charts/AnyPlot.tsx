import { useMemo } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { count } from '../../base/counted';
import type { MetricName } from '../../worker/protocol';
import { short } from '../../parts/format';
import { useSession } from '../../parts/sessionContext';
import { useChartView } from './chartView';
import { metricOverMetric } from './plotData';
import { useDrawn } from './redrawRota';
import styles from './Charts.module.css';

interface AnyPlotProps {
  across: MetricName;
  up: MetricName;
}

const TICK = { fill: 'var(--ink-soft)', fontSize: 11 };

/** One metric over another, as the path that the run has taken. */
export function AnyPlot({ across, up }: AnyPlotProps) {
  const session = useSession();
  const { version } = useDrawn(session);
  const smoothing = useChartView((view) => view.smoothing);
  const points = useMemo(
    () => metricOverMetric(session.log, across, up, smoothing),
    // The log keeps its rows to itself: its version stands for them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [session.log, version, across, up, smoothing],
  );
  if (points.length === 0) return <p className={styles.empty}>Nothing was logged of both yet.</p>;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={points} margin={{ top: 14, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" />
        <XAxis
          dataKey="x"
          type="number"
          domain={['auto', 'auto']}
          tick={TICK}
          tickFormatter={short}
          height={20}
          stroke="var(--line-strong)"
        />
        <YAxis width={46} tick={TICK} tickFormatter={short} domain={['auto', 'auto']} stroke="none" />
        <Tooltip
          isAnimationActive={false}
          content={({ payload }) => {
            const point = payload[0]?.payload as (typeof points)[number] | undefined;
            return (
              point && (
                <div className={styles.readout}>
                  step {count(point.step)}: {short(point.x)}, {short(point.y)}
                </div>
              )
            );
          }}
        />
        <Line
          dataKey="y"
          stroke="var(--curve-1)"
          strokeWidth={1.5}
          dot={{ r: 1.5 }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}
