import { Random } from '../../../base/random';
import type { ArtifactsConfig } from '../config';
import { cellsPerSide } from '../../../schema/sizes';

/** Which of an image's two fixed sets of uniform draws decides the cells: the second is for repairing twice. */
export type Draw = 1 | 2;

/** Ω of an image at θ: fixed by the seed, the image and the cell. */
export function previewMask(
  config: Pick<ArtifactsConfig, 'seed' | 'size' | 'theta'>,
  image: number,
  draw: Draw,
): Float32Array {
  const random = Random.forPurpose(config.seed, `preview/${draw}/${image}`);
  return Float32Array.from({ length: cellsPerSide(config.size) ** 2 }, () =>
    random.uniform() < config.theta ? 0 : 1,
  );
}
