/** The method judged by images that it is not trained on: copies in phase one, the game in phase two. */
import { Random } from '../../base/random';
import { copiesPsnr, tellPlainly } from './evaluation/game';
import { LEAST_PSNR } from './about';
import type { ArtifactsConfig } from './config';
import { disposeNetworks, makeNetworks } from '../../networks/networks';
import { artifactSpecs, type ArtifactNetworks } from './networks/artifactNetworks';
import type { Judging, Suit } from '../../training/method';

type Judged = Partial<
  Record<
    | 'heldOutPsnr'
    | 'heldOutClassAuc'
    | 'heldOutDamagedAuc'
    | 'heldOutPairs'
    | 'heldOutMaskAuc'
    | 'heldOutMaskOracle'
    | 'heldOutClassRandom'
    | 'heldOutMaskRandom',
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
  const fresh = makeNetworks({ C: artifactSpecs(config).C }, config.seed);
  const told = await tellPlainly({ ...source, random: fresh.C }, images, indices, random).finally(() =>
    disposeNetworks(fresh),
  );
  const { classArea, pairAccuracy, maskArea, oracleMaskArea, randomClassArea, randomMaskArea } = told.get(
    config.fakes,
  )!;
  return {
    heldOutClassAuc: classArea,
    // Else they are the corrupt ones themselves, or there are none.
    ...(config.fakes === 'repaired' && { heldOutDamagedAuc: told.get('damaged')!.classArea }),
    heldOutPairs: pairAccuracy,
    heldOutMaskAuc: maskArea,
    heldOutMaskOracle: oracleMaskArea,
    heldOutClassRandom: randomClassArea,
    heldOutMaskRandom: randomMaskArea,
  };
}

/** How well the shipped autoencoder copies these images. Where it does so poorly, phase one is to tune it. */
export async function suitOfShipped({
  networks,
  config,
  images,
  indices,
}: Omit<Judging<ArtifactsConfig>, 'phase'>): Promise<Suit> {
  const source = { config, networks: networks as ArtifactNetworks };
  const psnr = await copiesPsnr(source, images, indices);
  const said = `The shipped autoencoder copies these images at ${psnr.toFixed(1)} dB`;
  return psnr >= LEAST_PSNR
    ? { said: `${said}, so training begins with damage & repair.`, changes: {} }
    : { said: `${said} only, so phase one tunes it first.`, changes: { autoencoder: 'tuned' } };
}
