/** The classifier of transformations judged by images that it is not trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { toldRight } from '../../evaluation/toldRight';
import { SIZES } from '../../schema/sizes';
import type { Judging } from '../../training/method';
import { drawBatch } from './draw';
import { classify, type TransformationsConfig } from './network';
import { hasInpainting } from './about';
import { drawScene, fill, withPatches } from './inpainting/scene';
import { drawnByLabel, partsOf } from './parts';

/** Share of all views of each image that are told right; tilts, warps and places of patches are the same each time. */
export async function judgeTransformations({
  networks: { C, F },
  config,
  images,
  indices,
}: Judging<TransformationsConfig>): Promise<{ heldOutAccuracy: number }> {
  const { pixels } = SIZES[config.size];
  const random = Random.forPurpose(config.seed, 'held out/transformations');
  const patches = Random.forPurpose(config.seed, 'held out/inpainting');
  const all = { ...config, views: 'all' } as const;
  const heldOutAccuracy = await toldRight({
    ...{ size: config.size, images, indices },
    partsOf(views) {
      const drawn = drawBatch(views, all, random);
      const shape = [drawn.images.length / (3 * pixels ** 2), pixels, pixels, 3] as const;
      const byLabel = drawnByLabel(tf.tensor4d(drawn.images, [...shape]), drawn.labels);
      if (!hasInpainting(all)) return partsOf(byLabel, all);
      const scene = drawScene(byLabel, all, patches);
      return partsOf(withPatches(scene, fill(F!, scene, 'inference'), all), all);
    },
    logits: (pictures) => classify(C!, config, pictures, { mode: 'batch' }),
  });
  return { heldOutAccuracy };
}
