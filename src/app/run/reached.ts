import { capitalised } from '../../base/capitalised';
import { aboutMethod, type MethodId } from '../../experiments/abouts';
import { finalOf, isHeldOut } from '../../experiments/metrics';
import type { MetricLog } from '../../store/metricLog';
import type { MetricName } from '../../worker/protocol';
import { short } from '../../parts/format';

/**
 * What a run came to, in words: the last of what was measured on held-out images or, where nothing was, the mean of the
 * other measures over their last tenth, since a batch by itself is noise. A run that was spared a phase has nothing of it.
 */
export function reached(log: MetricLog, { method }: { readonly method: MethodId }): string {
  const { reached, compared, charts } = aboutMethod(method);
  const said = reached ?? compared.map(({ metric, title }) => ({ metric, words: title.toLowerCase() }));
  const shares = charts.filter(({ unit }) => unit.startsWith('share of ')).flatMap(({ lines }) => lines);
  const texts = (wantsHeldOut: boolean) =>
    said.flatMap(({ metric, words }) => {
      if (isHeldOut(metric as MetricName) !== wantsHeldOut) return [];
      const value = finalOf(metric as MetricName, log.series(metric as MetricName).y);
      if (value === null) return [];
      const isShare = shares.some((line) => line.metric === metric);
      return `${words} ${isShare ? `${(100 * value).toFixed(1)} %` : short(value)}`;
    });
  const [heldOut, others] = [texts(true), texts(false)];
  if (heldOut.length > 0) return capitalised(heldOut.join(' · '));
  return others.length > 0 ? `Mean of the last tenth of the steps: ${others.join(' · ')}` : '';
}
