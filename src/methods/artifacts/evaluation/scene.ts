/** What the game's measures look at: real images and what fakes are made from, of one batch, and C's margins on them. */
import type * as tf from '@tensorflow/tfjs-core';
import type { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import { cellsPerSide } from '../../../schema/sizes';
import { drawDropMask } from '../networks/damage';
import { decode } from '../networks/decoder';
import { CORRUPT, REAL } from '../networks/discriminator';
import { encode } from '../networks/encoder';
import { fakeStartUnder, type FakeStart } from '../networks/fakes';
import type { ArtifactNetworks } from '../networks/artifactNetworks';

export interface GameScene extends FakeStart {
  /** D(φ), [n, p, p, 3]. */
  readonly autoencoded: tf.Tensor4D;
  /** What C is shown as real: D(φ), or the batch itself in ablation (a). */
  readonly real: tf.Tensor4D;
}

/** @param x images [n, p, p, 3] in [−1, 1]; masks and fill, or z, are drawn from `random` by the config's θ */
export function drawScene(
  { E, D }: ArtifactNetworks,
  config: ArtifactsConfig,
  x: tf.Tensor4D,
  random: Random,
): GameScene {
  const features = encode(E, config, x, 'inference');
  const drawn = drawDropMask(random, x.shape[0], cellsPerSide(config.size), config.theta);
  const { start, mask } = fakeStartUnder(config, features, drawn, random);
  const autoencoded = decode(D, config, features, 'inference');
  return { start, mask, autoencoded, real: config.realInput === 'raw' ? x : autoencoded };
}

/** Logit of real less that of corrupt, of class logits [n, 2] laid flat. */
export function marginsOf(logits: Float32Array): number[] {
  return Array.from(
    { length: logits.length / 2 },
    (_, i) => logits[i * 2 + REAL]! - logits[i * 2 + CORRUPT]!,
  );
}
