import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { MetricName, MetricRow } from '../../worker/protocol';
import { count, short } from '../format';
import { thinCurve } from './compareRuns';

export interface ComparedLine {
  readonly id: string;
  readonly colour: string;
  readonly rows: readonly MetricRow[];
}

/** More points than a chart has pixels say nothing. */
const MOST_POINTS = 250;
const TICK = { fill: 'var(--ink-soft)', fontSize: 11 };

/** One metric of several runs over the steps of its phase. */
export default function CompareChart({
  lines,
  metric,
}: {
  lines: readonly ComparedLine[];
  metric: MetricName;
}) {
  return (
    <ResponsiveContainer width="100%" height={220}>
      <LineChart margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="x"
          type="number"
          domain={['dataMin', 'dataMax']}
          allowDuplicatedCategory={false}
          tick={TICK}
          tickFormatter={count}
          allowDecimals={false}
          stroke="var(--line-strong)"
          minTickGap={40}
          height={20}
        />
        <YAxis width={46} tick={TICK} tickFormatter={short} stroke="none" domain={['auto', 'auto']} />
        {lines.map(({ id, colour, rows }) => (
          <Line
            key={id}
            data={thinCurve(rows, metric, MOST_POINTS)}
            dataKey="y"
            stroke={colour}
            strokeWidth={1.75}
            dot={false}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
