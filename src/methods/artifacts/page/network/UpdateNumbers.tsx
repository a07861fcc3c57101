import type { MetricName } from '../../../../worker/protocol';
import { short } from '../../../../parts/format';
import { usePage, useSession } from '../../../../parts/sessionContext';

const LOSSES: readonly { readonly metric: MetricName; readonly title: string }[] = [
  { metric: 'reconstruction', title: 'reconstruction error' },
  { metric: 'classLoss', title: 'C’s class loss' },
  { metric: 'maskLoss', title: 'mask loss' },
  { metric: 'repairLoss', title: 'R’s loss' },
];

/** The losses that the last step worked on. */
export function UpdateNumbers() {
  const session = useSession();
  const phase = usePage((page) => page.status.phase);
  usePage((page) => page.status.step);
  const texts = LOSSES.filter(({ metric }) => (metric === 'reconstruction') === (phase === 'autoencoder'))
    .map(({ metric, title }) => ({ title, value: session.log.series(metric).y.at(-1) }))
    .flatMap(({ title, value }) => (value === undefined ? [] : [`${title} ${short(value)}`]));
  return <>{texts.join(', ')}</>;
}
