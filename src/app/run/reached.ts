import type { MetricLog } from '../../store/metricLog';
import type { MetricName } from '../../worker/protocol';
import { short } from '../format';

const REACHED: readonly (readonly [MetricName, string])[] = [
  ['reconstruction', 'reconstruction error'],
  ['classLoss', 'class loss of C'],
  ['repairLoss', 'of R'],
  ['maskLoss', 'mask loss'],
  ['accuracy', 'accuracy'],
  ['maskAccuracy', 'mask accuracy'],
];

/** The last that was logged of each, in words; a run that began with the networks of another has no phase one. */
export function reached(log: MetricLog): string[] {
  return REACHED.flatMap(([metric, title]) => {
    const value = log.series(metric).y.at(-1);
    if (value === undefined) return [];
    const isShare = metric === 'accuracy' || metric === 'maskAccuracy';
    return `${title} ${isShare ? `${(100 * value).toFixed(1)} %` : short(value)}`;
  });
}
