/** What can be measured of the game between R and C on a set of images. */
import { partOf, type Sliced } from '../../base/slices';
import type { ImageSet } from '../../data/imageSet';
import { dividedImages, someOf } from '../../experiments/heldOut';
import type { ArtifactsConfig } from './config';
import { disposeNetworks } from '../../networks/networks';
import type { Looked, Measure } from '../../training/method';
import { measureGame, type GameMeasured, type GameOptions } from './evaluation/game';
import { measureHealth, type Health } from './evaluation/health';
import { createNetworks, type ArtifactNetworks } from './networks/artifactNetworks';

/** Images that are looked at, at most. */
const EXAMINED = 128;

type Measured<Request, Reply> = Measure<ArtifactsConfig, Request, Reply>;

export const MEASURES = {
  /** Who wins between R and C, and whether C plays fair. */
  health: examine satisfies Measured<void, Examined>,
  /** How well C spots artifacts, beside a C that has learnt nothing and an oracle. */
  game: game satisfies Measured<GameOptions, GameMeasured>,
};

/** The health of the game, and how it stands whatever the threshold, by the same images. */
interface Examined extends Health {
  /** Whether these are images that are not trained on. */
  readonly isHeldOut: boolean;
  readonly game: GameMeasured;
}

/** Of the part that a run on these images holds out; of all where it holds none out. */
async function* examine(looked: Looked<ArtifactsConfig>, images: ImageSet): Sliced<Examined> {
  const { config, networks } = looked;
  const { heldOut } = dividedImages(config, images.count);
  const isHeldOut = heldOut.length > 0;
  const indices = isHeldOut ? someOf(heldOut, EXAMINED) : images.spread(EXAMINED);
  const half = { what: 'health', weight: 1, total: 2, counted: ['health', 'game'] };
  const health = yield* partOf(measureHealth({ config, networks }, images, { indices }), {
    ...half,
    done: 0,
  });
  const measured = yield* partOf(game(looked, images, { indices }), { ...half, done: 1 });
  return { ...health, isHeldOut, game: measured };
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
