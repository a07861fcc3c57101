/** RotNet judged by images that it is not trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { toldRight } from '../../evaluation/toldRight';
import { SIZES } from '../../schema/sizes';
import type { Judging } from '../../training/method';
import { classify, type RotationsConfig } from './network';
import { partsOf } from './step';

/** Share of the four turns of each image that are told right. */
export async function judgeTurns({
  networks: { C },
  config,
  images,
  indices,
}: Judging<RotationsConfig>): Promise<{ heldOutAccuracy: number }> {
  const { pixels } = SIZES[config.size];
  // Of all turns nothing is drawn.
  const random = Random.forPurpose(config.seed, 'held out/turns');
  const heldOutAccuracy = await toldRight({
    ...{ size: config.size, images, indices },
    partsOf: (views, count) =>
      partsOf(tf.tensor4d(views, [count, pixels, pixels, 3]), { turns: 'all' }, random),
    logits: (pictures) => classify(C!, config, pictures, { mode: 'batch' }),
  });
  return { heldOutAccuracy };
}
