import { memo, useMemo } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useStore } from 'zustand';
import { count } from '../../base/counted';
import { short } from '../../parts/format';
import { useSession } from '../../parts/sessionContext';
import { numberWord } from '../../base/counted';
import { isHeldOut } from '../../experiments/metrics';
import { phaseNumber } from '../../experiments/phases';
import type { ChartSpec } from '../../parts/chartSpecs';
import { useChartView } from './chartView';
import { logScale, stepAxis, valueAxis } from './axes';
import { drawnValues, plotMarks, plotRows, rawKey, smoothingOf, type PlotRow } from './plotData';
import { MarkLabels } from './MarkLabels';
import { Readout } from './Readout';
import { useDrawn } from './redrawRota';
import { useDragZoom } from './useDragZoom';
import styles from './Charts.module.css';

interface PlotProps {
  spec: ChartSpec;
  smoothing: number;
}

const TICK = { fill: 'var(--ink-soft)', fontSize: 11 };
const LABEL = { fill: 'var(--ink-soft)', fontSize: 10 };

/**
 * One chart: raw values faint behind the average, held-out ones as points, chance, hot changes, the border between the phases, and the step that
 * is looked back at. The pointer’s step is shown in all charts, and so is a stretch that is drawn in one.
 */
export const Plot = memo(function Plot({ spec, smoothing }: PlotProps) {
  const { log } = useSession();
  const logX = useChartView((view) => view.logX);
  const logY = useChartView((view) => view.logY) && !spec.share;
  const { rows, marks } = usePlot(spec, smoothing, logY);
  const lookedAt = useLookedAt(spec);
  const { drag, handlers } = useDragZoom();

  if (rows.length === 0)
    return (
      <p className={styles.empty}>
        {spec.phase !== null && phaseNumber(spec.phase) > 1
          ? `Begins with phase ${numberWord(phaseNumber(spec.phase))}.`
          : 'Begins with the first step.'}
      </p>
    );
  const offset = (spec.phase && log.startOf(spec.phase)) ?? 0;
  const steps = stepAxis(rows[0]!.x, rows.at(-1)!.x, offset, logX);
  const values = valueAxis(drawnValues(spec, rows, smoothing), {
    ...{ isLog: logY, chance: spec.chance },
    ...(spec.share && { bounds: [0, 1] }),
  });
  const borders = spec.phase === null ? log.borders : [];
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={rows}
        margin={{ top: 14, right: 8, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        syncId="curves"
        syncMethod="value"
        {...handlers}
      >
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="x"
          type="number"
          scale={logX ? logScale(offset) : 'linear'}
          domain={steps.domain}
          ticks={steps.ticks}
          tick={TICK}
          tickFormatter={(x: number) => count(x - offset)}
          stroke="var(--line-strong)"
          minTickGap={24}
          height={20}
        />
        <YAxis
          width={46}
          tick={TICK}
          tickFormatter={short}
          stroke="none"
          scale={logY ? 'log' : 'linear'}
          domain={values.domain}
          ticks={values.ticks}
          interval={0}
          allowDataOverflow={logY}
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
        {borders.map((border, i) => (
          <ReferenceLine
            key={border}
            x={border}
            stroke="var(--ink-soft)"
            label={{ ...LABEL, value: `phase ${i + 2}`, position: 'insideTopLeft' }}
          />
        ))}
        {marks.map((mark) => (
          <ReferenceLine
            key={`${mark.x} ${mark.name}`}
            x={mark.x}
            stroke="var(--accent)"
            strokeDasharray="3 2"
          />
        ))}
        <MarkLabels marks={marks} />
        {lookedAt !== null && <ReferenceLine x={lookedAt} stroke="var(--ink)" strokeWidth={1.5} />}
        {drag && <ReferenceArea x1={drag[0]} x2={drag[1]} fill="var(--accent)" fillOpacity={0.15} />}
        {spec.lines
          .filter(({ metric }) => smoothingOf(metric, smoothing) > 0)
          .map(({ metric, colour }) => (
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
          <Line
            key={metric}
            dataKey={metric}
            stroke={colour}
            strokeWidth={1.75}
            {...STILL}
            dot={isHeldOut(metric) && { r: 2, fill: colour, strokeWidth: 0 }}
          />
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

function usePlot(spec: ChartSpec, smoothing: number, logY: boolean) {
  const session = useSession();
  const { log } = session;
  const { version, marks } = useDrawn(session);
  const stretch = useChartView((view) => view.zoom);
  return useMemo(() => {
    const rows = plotRows(spec, log, { smoothing, logY, stretch });
    const [first, last] = [rows[0]?.x ?? 0, rows.at(-1)?.x ?? 0];
    const inSight = plotMarks(spec, marks, log, (last - first) / 12).filter(
      ({ x }) => x >= first && x <= last,
    );
    return { rows, marks: inSight };
    // The log keeps its rows to itself: its version stands for them.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [spec, log, version, marks, smoothing, logY, stretch]);
}

/** The step of the past figure that is looked at, where it lies in the chart’s phase. */
function useLookedAt(spec: ChartSpec): number | null {
  const { figures, log } = useSession();
  const frame = useStore(figures.store, ({ frames, at }) => (at === null ? null : frames[at]));
  if (!frame || (spec.phase !== null && spec.phase !== frame.phase)) return null;
  return log.globalStep(frame.phase, frame.step);
}
