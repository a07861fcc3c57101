/** Work that takes a while beside training, on the networks as they are now. */
import { copyNetworks, disposeNetworks, type Networks } from '../networks/networks';
import type { Parameters } from '../networks/parameters';

/** What `work` gives for a copy, which shares memory with the networks until those move on. */
export async function onCopy<N extends Networks, T>(
  networks: N,
  work: (copy: Readonly<Record<keyof N, Parameters>>) => Promise<T>,
): Promise<T> {
  const copy = copyNetworks(networks);
  try {
    return await work(copy);
  } finally {
    disposeNetworks(copy);
  }
}
