/** Batches of pairs, made on the processor. */
import type { Random } from '../../base/random';
import { patchSide } from '../../networks/siamese';
import { SIZES } from '../../schema/sizes';
import type { DrawnBatch } from '../../training/method';
import type { ContextConfig } from './network';
import { cutPair, drawPair, PLACES, withAberration } from './pairs';

/** One pair of each image; the label is the place of the second patch. */
export function drawPairs(
  images: Float32Array<ArrayBuffer>,
  config: ContextConfig,
  random: Random,
): DrawnBatch {
  const { size, aberration } = config;
  const { pixels } = SIZES[size];
  const side = patchSide(size);
  const length = 3 * pixels ** 2;
  const own = 2 * 3 * side ** 2;
  const count = images.length / length;
  const patches = new Float32Array(count * own);
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const pair = drawPair(config, random);
    const image = withAberration(images.subarray(i * length, (i + 1) * length), pixels, aberration);
    cutPair(image, size, pair, random, patches.subarray(i * own, (i + 1) * own));
    return PLACES.indexOf(pair.place);
  });
  return { images: patches, side, labels };
}
