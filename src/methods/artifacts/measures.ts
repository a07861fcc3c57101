/** What can be measured of the game between R and C on a set of images. */
import type { Sliced } from '../../base/slices';
import type { ImageSet } from '../../data/imageSet';
import type { ArtifactsConfig } from './config';
import { disposeNetworks } from '../../networks/networks';
import type { Looked, Measure } from '../../training/method';
import { measureGame, type GameMeasured, type GameOptions } from './evaluation/game';
import { measureHealth, type Health } from './evaluation/health';
import { createNetworks, type ArtifactNetworks } from './networks/artifactNetworks';

type Measured<Request, Reply> = Measure<ArtifactsConfig, Request, Reply>;

export const MEASURES = {
  /** Who wins between R and C, and whether C plays fair. */
  health: health satisfies Measured<void, Health>,
  /** How well C spots artifacts, beside a C that has learnt nothing and an oracle. */
  game: game satisfies Measured<GameOptions, GameMeasured>,
};

function health({ config, networks }: Looked<ArtifactsConfig>, images: ImageSet): Sliced<Health> {
  return measureHealth({ config, networks: networks }, images);
}

async function* game(
  { config, networks }: Looked<ArtifactsConfig>,
  images: ImageSet,
  options: GameOptions,
): Sliced<GameMeasured> {
  const fresh = createNetworks(config);
  try {
    const source = { config, networks: networks as ArtifactNetworks, random: fresh.C };
    return yield* measureGame(source, images, options);
  } finally {
    disposeNetworks(fresh);
  }
}
