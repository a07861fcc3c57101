/**
 * Intersection over union of the dropped cells (Ω = 0) of two masks: what is predicted as dropped, with a probability
 * of being kept below one half, against what was dropped. 1 where neither has any.
 *
 * @param mask Ω, 1 = kept
 * @param predicted probability that each cell was kept, as many values
 */
export function maskOverlap(mask: ArrayLike<number>, predicted: ArrayLike<number>): number {
  let both = 0;
  let either = 0;
  for (let i = 0; i < mask.length; i++) {
    const dropped = mask[i]! < 0.5;
    const found = predicted[i]! < 0.5;
    if (dropped && found) both++;
    if (dropped || found) either++;
  }
  return either === 0 ? 1 : both / either;
}
