/** Work that takes a while beside training, on the networks as they are now. */
import type { ArtifactNetworks } from '../networks/artifactNetworks';
import { copyNetworks, disposeNetworks } from '../networks/networks';

/** What `work` gives for a copy, which shares memory with the networks until those move on. */
export async function onCopy<T>(
  networks: ArtifactNetworks,
  work: (copy: ArtifactNetworks) => Promise<T>,
): Promise<T> {
  const copy = copyNetworks(networks);
  try {
    return await work(copy);
  } finally {
    disposeNetworks(copy);
  }
}
