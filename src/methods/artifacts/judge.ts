/** The method judged by images that it is not trained on: copies in phase one, the game in phase two. */
import { Random } from '../../base/random';
import { copiesPsnr, tellPlainly } from './evaluation/game';
import type { ArtifactsConfig } from './config';
import type { ArtifactNetworks } from './networks/artifactNetworks';
import type { Judging } from '../../training/method';

type Judged = Partial<
  Record<
    | 'heldOutPsnr'
    | 'heldOutClassAuc'
    | 'heldOutDamagedAuc'
    | 'heldOutPairs'
    | 'heldOutMaskAuc'
    | 'heldOutMaskOracle',
    number
  >
>;

/** What has no value, as an area at θ = 0, is NaN. Masks are the same each time, as far as θ is. */
export async function judgeGame({
  phase,
  networks: all,
  config,
  images,
  indices,
}: Judging<ArtifactsConfig>): Promise<Judged> {
  const networks = all as ArtifactNetworks;
  const source = { config, networks };
  if (phase === 'autoencoder') return { heldOutPsnr: await copiesPsnr(source, images, indices) };
  const random = Random.forPurpose(config.seed, 'held out/game');
  const told = await tellPlainly(source, images, indices, random);
  const { classArea, pairAccuracy, maskArea, oracleMaskArea } = told.get(config.fakes)!;
  return {
    heldOutClassAuc: classArea,
    // Else they are the corrupt ones themselves, or there are none.
    ...(config.fakes === 'repaired' && { heldOutDamagedAuc: told.get('damaged')!.classArea }),
    heldOutPairs: pairAccuracy,
    heldOutMaskAuc: maskArea,
    heldOutMaskOracle: oracleMaskArea,
  };
}
