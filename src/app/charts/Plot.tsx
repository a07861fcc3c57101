import { memo, useMemo } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { count, short } from '../format';
import { useSession } from '../sessionContext';
import type { ChartSpec } from './chartSpecs';
import { plotMarks, plotRows, rawKey, type PlotRow } from './plotData';
import { Readout } from './Readout';
import { useDrawn } from './redrawRota';
import styles from './Charts.module.css';

interface PlotProps {
  spec: ChartSpec;
  smoothing: number;
  logAxis: boolean;
}

const TICK = { fill: 'var(--ink-soft)', fontSize: 11 };
const LABEL = { fill: 'var(--ink-soft)', fontSize: 10 };

/** One chart: raw values faint behind the average, chance, hot changes and the border between the phases. */
export const Plot = memo(function Plot({ spec, smoothing, logAxis }: PlotProps) {
  const session = useSession();
  const { log } = session;
  const { version, marks } = useDrawn(session);
  const { rows, drawnMarks } = useMemo(() => {
    const rows = plotRows(spec, log, smoothing, logAxis);
    const span = (rows.at(-1)?.x ?? 0) - (rows[0]?.x ?? 0);
    return { rows, drawnMarks: plotMarks(spec, marks, log, span / 12) };
    // The log keeps its rows to itself: its version stands for them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [spec, log, version, marks, smoothing, logAxis]);

  if (rows.length === 0)
    return (
      <p className={styles.empty}>
        {spec.phase === 'repair' ? 'Begins with phase two.' : 'Begins with the first step.'}
      </p>
    );
  const offset = spec.phase === 'repair' ? (log.phaseTwoStart ?? 0) : 0;
  const border = spec.phase === null ? log.phaseTwoStart : null;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={rows} margin={{ top: 14, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="x"
          type="number"
          domain={['dataMin', 'dataMax']}
          tick={TICK}
          tickFormatter={(x: number) => count(x - offset)}
          stroke="var(--line-strong)"
          minTickGap={40}
          height={20}
        />
        <YAxis
          width={46}
          tick={TICK}
          tickFormatter={short}
          stroke="none"
          scale={logAxis ? 'log' : 'linear'}
          domain={spec.share ? [0, 1] : logAxis ? ['auto', 'auto'] : [0, 'auto']}
          allowDataOverflow={logAxis}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--line-strong)' }}
          content={({ payload }) => (
            <Readout row={payload[0]?.payload as PlotRow | undefined} spec={spec} offset={offset} />
          )}
        />
        {spec.chance !== undefined && (
          <ReferenceLine
            y={spec.chance}
            stroke="var(--line-strong)"
            strokeDasharray="2 3"
            label={{ ...LABEL, value: 'chance', position: 'insideBottomRight' }}
          />
        )}
        {border !== null && (
          <ReferenceLine
            x={border}
            stroke="var(--ink-soft)"
            label={{ ...LABEL, value: 'phase 2', position: 'insideTopLeft' }}
          />
        )}
        {drawnMarks.map((mark, i) => (
          <ReferenceLine
            key={`${mark.x} ${mark.text}`}
            x={mark.x}
            stroke="var(--accent)"
            strokeDasharray="3 2"
            label={{ ...LABEL, fill: 'var(--accent)', value: mark.text, position: 'top', dy: i % 2 ? 10 : 0 }}
          />
        ))}
        {smoothing > 0 &&
          spec.lines.map(({ metric, colour }) => (
            <Line
              key={rawKey(metric)}
              dataKey={(row: Record<string, number>) => row[rawKey(metric)]}
              stroke={colour}
              strokeOpacity={0.28}
              strokeWidth={1}
              {...STILL}
            />
          ))}
        {spec.lines.map(({ metric, colour }) => (
          <Line key={metric} dataKey={metric} stroke={colour} strokeWidth={1.75} {...STILL} />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
});

const STILL = {
  type: 'linear',
  dot: false,
  activeDot: false,
  connectNulls: true,
  isAnimationActive: false,
} as const;
