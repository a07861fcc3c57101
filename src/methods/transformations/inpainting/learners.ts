/** Who of C, F and D learns in a step. */
import { hasInpainting } from '../about';
import type { TransformationsConfig } from '../network';

/**
 * All three, as far as somebody learns from them: F and D alone in the share of the steps that is theirs, C alone after that
 * where F is frozen, and no D where F does not listen to it.
 *
 * @param step from 1 @param steps that the phase lasts
 */
export function learnersOf(
  config: Pick<TransformationsConfig, 'kinds' | 'discriminatorWeight' | 'inpainterAlone' | 'inpainterFrozen'>,
  step: number,
  steps: number,
): readonly string[] {
  if (!hasInpainting(config)) return ['C'];
  const players = config.discriminatorWeight > 0 ? ['F', 'D'] : ['F'];
  if (step <= config.inpainterAlone * steps) return players;
  return config.inpainterFrozen ? ['C'] : ['C', ...players];
}
