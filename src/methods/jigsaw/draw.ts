/** Batches of puzzles, made on the processor. */
import type { Random } from '../../base/random';
import { patchSide } from '../../networks/siamese';
import { SIZES } from '../../schema/sizes';
import type { DrawnBatch } from '../../training/method';
import type { JigsawConfig } from './network';
import { permutationSet, TILES } from './permutations';
import { cutTiles, drawCuts } from './tiles';

/** One puzzle of each image: its nine tiles in an order of the set, which is the label. */
export function drawPuzzles(
  images: Float32Array<ArrayBuffer>,
  config: JigsawConfig,
  random: Random,
): DrawnBatch {
  const set = permutationSet(config);
  const side = patchSide(config.size);
  const length = 3 * SIZES[config.size].pixels ** 2;
  const own = TILES * 3 * side ** 2;
  const count = images.length / length;
  const tiles = new Float32Array(count * own);
  const labels = Uint16Array.from({ length: count }, (_, i) => {
    const label = random.integer(set.length);
    const image = images.subarray(i * length, (i + 1) * length);
    cutTiles(image, config, drawCuts(config, random), set[label]!, tiles.subarray(i * own, (i + 1) * own));
    return label;
  });
  return { images: tiles, side, labels };
}
