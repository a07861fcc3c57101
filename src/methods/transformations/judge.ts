/** The classifier of transformations judged by images that it is not trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { toldRight } from '../../evaluation/toldRight';
import { SIZES } from '../../schema/sizes';
import type { Judging } from '../../training/method';
import { drawBatch } from './draw';
import { classify, type TransformationsConfig } from './network';
import { partsOf } from './step';

/** Share of all views of each image that are told right; tilts and warps are the same each time. */
export async function judgeTransformations({
  networks: { C },
  config,
  images,
  indices,
}: Judging<TransformationsConfig>): Promise<{ heldOutAccuracy: number }> {
  const { pixels } = SIZES[config.size];
  const random = Random.forPurpose(config.seed, 'held out/transformations');
  const all = { ...config, views: 'all' } as const;
  const heldOutAccuracy = await toldRight({
    ...{ size: config.size, images, indices },
    partsOf(views) {
      const drawn = drawBatch(views, all, random);
      const shape = [drawn.images.length / (3 * pixels ** 2), pixels, pixels, 3] as const;
      return partsOf(tf.tensor4d(drawn.images, [...shape]), drawn.labels, all);
    },
    logits: (pictures) => classify(C!, config, pictures, { mode: 'batch' }),
  });
  return { heldOutAccuracy };
}
