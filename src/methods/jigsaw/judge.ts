/** The solver of puzzles judged by images that it is not trained on. */
import * as tf from '@tensorflow/tfjs-core';
import { Random } from '../../base/random';
import { centralView } from '../../data/augment';
import { SIZES } from '../../schema/sizes';
import type { Judging } from '../../training/method';
import { drawPuzzles } from './draw';
import { solve, type JigsawConfig } from './network';
import { toldRight } from './step';

/** Nine tiles each give steady statistics of normalisation. */
const BATCH_IMAGES = 16;

/** Share of puzzles, one of each image and the same each time, whose order is told right. */
export async function judgePuzzles({
  networks: { C },
  config,
  images,
  indices,
}: Judging<JigsawConfig>): Promise<{ heldOutAccuracy: number }> {
  const random = Random.forPurpose(config.seed, 'held out/jigsaw');
  let right = 0;
  for (let from = 0; from < indices.length; from += BATCH_IMAGES) {
    const some = indices.slice(from, from + BATCH_IMAGES);
    const views = new Float32Array(centralView(images, some, SIZES[config.size].pixels));
    const { images: tiles, side, labels } = drawPuzzles(views, config, random);
    const share = tf.tidy(() => {
      const logits = solve(C!, config, tf.tensor(tiles, [tiles.length / (3 * side! ** 2), side!, side!, 3]), {
        mode: 'batch',
      });
      return toldRight(logits, tf.tensor1d(Int32Array.from(labels), 'int32'));
    });
    right += (await share.data())[0]! * some.length;
    share.dispose();
  }
  return { heldOutAccuracy: right / indices.length };
}
