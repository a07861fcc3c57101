import type { ArtifactsConfig } from '../config';

/** Which of phase two's players a step updates: C, R, or both. */
export type Learners = 'both' | 'C' | 'R';

/**
 * Who learns in a step where nobody says otherwise: C in every one, R in every `updateRatio`-th. It follows from the
 * step alone, so that a run needs to remember nothing else.
 *
 * @param step of phase two, from 1
 */
export function scheduledLearners(
  { updateRatio }: Pick<ArtifactsConfig, 'updateRatio'>,
  step: number,
): Learners {
  return step % updateRatio === 0 ? 'both' : 'C';
}
