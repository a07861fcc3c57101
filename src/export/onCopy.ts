/** Work that takes a while beside training, on the networks as they are now. */
import { copyNetworks, disposeNetworks, type Networks } from '../networks/networks';

/** What `work` gives for a copy, which shares memory with the networks until those move on. */
export async function onCopy<T>(networks: Networks, work: (copy: Networks) => Promise<T>): Promise<T> {
  const copy = copyNetworks(networks);
  try {
    return await work(copy);
  } finally {
    disposeNetworks(copy);
  }
}
