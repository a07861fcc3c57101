/** A method’s own looks at networks that may be training meanwhile: each is at a copy of them. */
import { finish } from '../../base/slices';
import { copyNetworks, disposeNetworks } from '../../networks/networks';
import type { Looked } from '../../training/method';
import { lookOf, type LookName, type LookReply, type LookRequest } from '../works';
import { yieldToHost } from '../yieldToHost';

/**
 * What one of the method’s looks says of the networks as they are now; null where none are there yet. Throws one sentence for
 * a look that the method does not have, and what the look throws.
 */
export async function look<N extends LookName>(
  present: Looked | null,
  name: N,
  request: LookRequest<N>,
): Promise<LookReply<N> | null> {
  if (!present) return null;
  const { config } = present;
  const work = lookOf(config, name);
  const networks = copyNetworks(present.networks);
  try {
    // Between any two slices, since what was asked for meanwhile may be quicker.
    return await finish(work({ config, networks }, request), { rest: yieldToHost, restEveryMs: 0 });
  } finally {
    disposeNetworks(networks);
  }
}
