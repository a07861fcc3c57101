/** How large a patch is, how wide the border that F is shown of it, and where it may lie (§4.2.1). In pixels. */
import type { Random } from '../../../base/random';
import { SIZES } from '../../../schema/sizes';
import type { TransformationsConfig } from '../network';

/** F halves a patch so often. */
export const HALVINGS = 3;
const CELL = 2 ** HALVINGS;

/** The top left corner of a patch W_Δ in its image. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Side of the patches: the share of the image’s, to the nearest that F can halve; 48 of 64. */
export function patchSide({ size, patch }: Pick<TransformationsConfig, 'size' | 'patch'>): number {
  const { pixels } = SIZES[size];
  return Math.min(pixels, Math.max(CELL, CELL * Math.round((patch * pixels) / CELL)));
}

/** Where the mask m is 0: so wide a border is left of an erased patch, at least 1; 3 of 48. */
export function borderWidth(config: Pick<TransformationsConfig, 'size' | 'patch' | 'border'>): number {
  return Math.max(1, Math.round(config.border * patchSide(config)));
}

/** Uniformly among all places that are no further from the middle than `jitter` says. */
export function drawPlaces(
  random: Random,
  count: number,
  config: Pick<TransformationsConfig, 'size' | 'patch' | 'jitter'>,
): Place[] {
  const room = SIZES[config.size].pixels - patchSide(config);
  const least = Math.round(((1 - config.jitter) * room) / 2);
  const draw = (): number => least + random.integer(room - 2 * least + 1);
  return Array.from({ length: count }, () => ({ x: draw(), y: draw() }));
}
