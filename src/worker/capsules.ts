/** The request for a stored run as a capsule, a zip that leaves the browser. */
import * as Comlink from 'comlink';
import { packCapsule, type Packing } from '../checkpoints/capsule';
import { areSameImages, identityOf } from '../checkpoints/imagesIdentity';
import type { RunFolder } from '../checkpoints/runFolder';
import { runWeights } from '../lab/exports';
import { renderingOf } from '../lab/figure/rendering';
import type { Lab } from '../lab/lab';
import { figureToPng } from './figurePng';
import type { KeptRuns } from './keptRuns';
import type { CapsuleRequests } from './protocol';

/** @param lab the Lab that is present when a request comes @param runs the runs kept; throws where there can be none */
export function capsulesBeside(lab: () => Lab, runs: () => KeptRuns): CapsuleRequests {
  return {
    async exportRun(run) {
      const folder = runs().shelf.open(run);
      const seen = await look(lab(), folder);
      const how = { checkpoints: 'newest', runtime: navigator.userAgent, weights: runWeights } as const;
      const zip = await packCapsule(folder, { ...how, ...seen });
      return Comlink.transfer(zip, [zip.buffer]);
    },
  };
}

/** The run’s images and what its networks make of those pinned, where the images loaded are its own. */
async function look(lab: Lab, folder: RunFolder): Promise<Pick<Packing, 'images' | 'renderings'>> {
  const { images } = lab;
  const manifest = await folder.readManifest();
  if (!images || !manifest || !areSameImages(await identityOf(images), manifest.data)) {
    return { images: null, renderings: new Map() };
  }
  const { found } = await folder.newest();
  const figure = found && (await lab.viewCheckpoint(folder, found.stored.name)).figure;
  if (!figure) return { images, renderings: new Map() };
  const { file, caption } = renderingOf(figure, images.name);
  return { images, renderings: new Map([[file, await figureToPng(figure, caption)]]) };
}
