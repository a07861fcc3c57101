import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { count } from '../../base/counted';
import type { MethodId } from '../../experiments/abouts';
import { isHeldOut } from '../../experiments/metrics';
import type { MetricName, MetricRow } from '../../worker/protocol';
import { short } from '../../parts/format';
import { stepAxis, valueAxis } from '../charts/axes';
import panel from '../../parts/panel.module.css';
import { guessOf, thinCurve } from './compareRuns';

export interface ComparedLine {
  readonly id: string;
  readonly colour: string;
  readonly rows: readonly MetricRow[];
  /** Its method’s: what a guess comes to may differ. */
  readonly method: MethodId;
}

/** More points than a chart has pixels say nothing. */
const MOST_POINTS = 250;
const GUESS = {
  value: 'a guess',
  position: 'insideBottomRight',
  fill: 'var(--ink-soft)',
  fontSize: 10,
} as const;
const TICK = { fill: 'var(--ink-soft)', fontSize: 11 };

/** One metric of several runs over the steps of its phase, above or below what a guess of each comes to. */
export default function CompareChart({
  lines,
  metric,
}: {
  lines: readonly ComparedLine[];
  metric: MetricName;
}) {
  const drawn = lines.map(({ rows }) => thinCurve(rows, metric, MOST_POINTS));
  const points = drawn.flat();
  const xs = points.map(({ x }) => x);
  const steps = stepAxis(Math.min(...xs), Math.max(...xs), 0, false);
  const guesses = lines.flatMap(({ method, rows, colour }) => {
    const y = guessOf(method, metric, rows);
    return y === null ? [] : [{ y, colour }];
  });
  const values = valueAxis([...points, ...guesses].map(({ y }) => y));
  if (points.length === 0) return <p className={panel.note}>Nothing was logged of it yet.</p>;
  return (
    <ResponsiveContainer width="100%" height={220}>
      <LineChart margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="x"
          type="number"
          domain={steps.domain}
          ticks={steps.ticks}
          allowDuplicatedCategory={false}
          tick={TICK}
          tickFormatter={count}
          stroke="var(--line-strong)"
          minTickGap={24}
          height={20}
        />
        <YAxis
          width={46}
          tick={TICK}
          tickFormatter={short}
          stroke="none"
          domain={values.domain}
          ticks={values.ticks}
          interval={0}
        />
        {guesses.map(({ y, colour }, i) => (
          <ReferenceLine
            key={i}
            y={y}
            stroke={colour}
            strokeDasharray="2 3"
            {...(i === 0 && { label: GUESS })}
          />
        ))}
        {lines.map(({ id, colour }, i) => (
          <Line
            key={id}
            data={drawn[i]!}
            dataKey="y"
            stroke={colour}
            strokeWidth={1.75}
            dot={isHeldOut(metric) && { r: 2, fill: colour, strokeWidth: 0 }}
            isAnimationActive={false}
          />
        ))}
      </LineChart>
    </ResponsiveContainer>
  );
}
