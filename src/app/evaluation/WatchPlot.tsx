import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { count } from '../../base/counted';
import { phaseSteps } from '../../experiments/config';
import { phaseNumber, trainedPhases, type Phase } from '../../experiments/phases';
import type { WatchedPoint } from '../../worker/protocol';
import { stepAxis, valueAxis } from '../charts/axes';
import { usePage } from '../../parts/sessionContext';

const TICK = { fill: 'var(--ink-soft)', fontSize: 11 };

/** The watched number against the step, with what a random network gets. Steps of phase two follow on phase one's. */
export function WatchPlot({
  points,
  reference,
}: {
  points: readonly WatchedPoint[];
  reference: number | null;
}) {
  const running = usePage((page) => page.running);
  /** Steps before a phase: the budgets of those before, or what was measured of them. */
  const before = (phase: Phase): number =>
    trainedPhases(running)
      .filter(({ id }) => phaseNumber(id) < phaseNumber(phase))
      .reduce((sum, { id }) => {
        const last = points.filter((point) => point.phase === id).at(-1)?.step ?? 0;
        return sum + (running.budget === 'steps' ? phaseSteps(running, id, 0) : last);
      }, 0);
  const data = points.map(({ phase, step, value }) => ({
    x: before(phase) + step,
    value: 100 * value,
  }));
  const steps = stepAxis(data[0]?.x ?? 0, data.at(-1)?.x ?? 0, 0, false);
  const values = valueAxis(
    [...data.map(({ value }) => value), ...(reference === null ? [] : [100 * reference])],
    { bounds: [0, 100] },
  );
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart data={data} margin={{ top: 14, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="x"
          type="number"
          domain={steps.domain}
          ticks={steps.ticks}
          tick={TICK}
          tickFormatter={count}
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
        {reference !== null && (
          <ReferenceLine
            y={100 * reference}
            stroke="var(--curve-3)"
            strokeDasharray="4 3"
            label={{ ...TICK, value: 'random network', position: 'insideBottomRight' }}
          />
        )}
        <Line
          dataKey="value"
          stroke="var(--curve-1)"
          strokeWidth={1.75}
          dot={{ r: 2 }}
          isAnimationActive={false}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}
