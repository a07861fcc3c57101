/** The solver of puzzles judged by images that it is not trained on. */
import { Random } from '../../base/random';
import { labelsTold } from '../../evaluation/labelsTold';
import type { Judging } from '../../training/method';
import { drawPuzzles } from './draw';
import { solve, type JigsawConfig } from './network';

/** Share of puzzles, one of each image and the same each time, whose order is told right. */
export async function judgePuzzles({
  networks: { C },
  config,
  images,
  indices,
}: Judging<JigsawConfig>): Promise<{ heldOutAccuracy: number }> {
  const random = Random.forPurpose(config.seed, 'held out/jigsaw');
  const heldOutAccuracy = await labelsTold({
    ...{ size: config.size, images, indices },
    draw: (views) => drawPuzzles(views, config, random),
    logits: (tiles) => solve(C!, config, tiles, { mode: 'batch' }),
  });
  return { heldOutAccuracy };
}
