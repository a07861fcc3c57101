/** Who tells the places of patches judged by images that it is not trained on. */
import { Random } from '../../base/random';
import { labelsTold } from '../../evaluation/labelsTold';
import type { Judging } from '../../training/method';
import { drawPairs } from './draw';
import { placeLogits, type ContextConfig } from './network';

/** Share of pairs, one of each image and the same each time, whose place is told right. */
export async function judgePairs({
  networks: { C },
  config,
  images,
  indices,
}: Judging<ContextConfig>): Promise<{ heldOutAccuracy: number }> {
  const random = Random.forPurpose(config.seed, 'held out/context');
  const heldOutAccuracy = await labelsTold({
    ...{ size: config.size, images, indices },
    draw: (views) => drawPairs(views, config, random),
    logits: (patches) => placeLogits(C!, config, patches, { mode: 'batch' }),
  });
  return { heldOutAccuracy };
}
