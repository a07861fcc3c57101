import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { CurveReport } from '../../worker/protocol';
import { valueAxis } from '../charts/axes';

const TICK = { fill: 'var(--ink-soft)', fontSize: 11 };

interface NeighbourPlotProps {
  rows: CurveReport['rows'];
  /** Of the rows’ titles, each in its colour. */
  lines: readonly { readonly title: string; readonly colour: string }[];
}

/** Accuracy against k, on a logarithmic axis, each line in the band of its intervals. */
export function NeighbourPlot({ rows, lines }: NeighbourPlotProps) {
  const ks = [...new Set(rows.map(({ k }) => k))].sort((a, b) => a - b);
  const data = ks.map((k) => ({
    k,
    ...Object.fromEntries(
      lines.flatMap(({ title }, i): [string, number | number[]][] => {
        const row = rows.find((one) => one.k === k && one.title === title);
        if (!row) return [];
        const { low, high } = row.interval;
        return [
          [`value${i}`, 100 * row.value],
          [`band${i}`, [100 * low, 100 * high]],
        ];
      }),
    ),
  }));
  const values = valueAxis(
    rows.flatMap(({ interval }) => [100 * interval.low, 100 * interval.high]),
    { bounds: [0, 100] },
  );
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={data}
        margin={{ top: 14, right: 8, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="k"
          type="number"
          scale="log"
          domain={[ks[0] ?? 1, ks.at(-1) ?? 1]}
          ticks={ks}
          tick={TICK}
          stroke="var(--line-strong)"
          height={20}
        />
        <YAxis
          width={46}
          tick={TICK}
          stroke="none"
          domain={values.domain}
          ticks={values.ticks}
          interval={0}
          unit=" %"
        />
        {lines.map(({ title, colour }, i) => (
          <Area
            key={title}
            dataKey={`band${i}`}
            stroke="none"
            fill={colour}
            fillOpacity={0.12}
            isAnimationActive={false}
          />
        ))}
        {lines.map(({ title, colour }, i) => (
          <Line
            key={title}
            dataKey={`value${i}`}
            stroke={colour}
            strokeWidth={1.75}
            dot={{ r: 2, fill: colour, strokeWidth: 0 }}
            isAnimationActive={false}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}
