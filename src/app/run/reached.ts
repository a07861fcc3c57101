import { aboutMethod, type MethodId } from '../../experiments/abouts';
import type { MetricLog } from '../../store/metricLog';
import type { MetricName } from '../../worker/protocol';
import { short } from '../../parts/format';

/** The last that was logged of each metric, in words; a run that began with the networks of another has no phase one. */
export function reached(log: MetricLog, { method }: { readonly method: MethodId }): string[] {
  const { reached, compared, charts } = aboutMethod(method);
  const said = reached ?? compared.map(({ metric, title }) => ({ metric, words: title.toLowerCase() }));
  const shares = charts.filter(({ share }) => share).flatMap(({ lines }) => lines);
  return said.flatMap(({ metric, words }) => {
    const value = log.series(metric as MetricName).y.at(-1);
    if (value === undefined) return [];
    const isShare = shares.some((line) => line.metric === metric);
    return `${words} ${isShare ? `${(100 * value).toFixed(1)} %` : short(value)}`;
  });
}
