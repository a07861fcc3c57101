/** What a run ended at by a measure that is noisy from step to step: the mean of its last tenth; null of nothing. */
export function meanOfLastTenth(values: ArrayLike<number>): number | null {
  const { length } = values;
  if (length === 0) return null;
  const last = Array.from(values).slice(-Math.max(1, Math.round(length / 10)));
  return last.reduce((sum, value) => sum + value, 0) / last.length;
}
