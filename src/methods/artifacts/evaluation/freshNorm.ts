/**
 * A discriminator that has not learnt yet has no averages of normalisation: they are still at their start, far from what
 * its layers give, so that its guesses would look certain. Pictures judge by a copy that has them.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ArtifactsConfig } from '../config';
import { discriminate } from '../networks/discriminator';
import { Parameters } from '../../../networks/parameters';

/** Whether no step has moved any average of normalisation yet. */
export async function isUnmoved(network: Parameters): Promise<boolean> {
  const all = await Promise.all(
    network.specs
      .filter(({ name }) => /\/(mean|variance)$/.test(name))
      .map(async ({ name, init }) => (await network.get(name).data()).every((value) => value === init)),
  );
  return all.every(Boolean);
}

/**
 * A copy of C with averages over real and corrupt images together, as it will meet them. The caller disposes of it.
 *
 * @param real and corrupt: [n, p, p, 3] in [−1, 1]
 */
export function withAverages(
  C: Parameters,
  config: ArtifactsConfig,
  real: tf.Tensor4D,
  corrupt: tf.Tensor4D,
): Parameters {
  const copy = new Parameters(C.specs, C);
  tf.tidy(() => {
    discriminate(copy, config, tf.concat([real, corrupt], 0), 'estimate', null);
  });
  return copy;
}
