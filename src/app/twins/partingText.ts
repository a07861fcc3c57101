import { count } from '../../base/counted';
import { phaseNumber } from '../../experiments/phases';
import { PHASE_TITLES } from '../../parts/progress';
import type { Phase } from '../../worker/protocol';

/** Where twins part, in words, or where they did. */
export function partingText(
  { phase, step }: { readonly phase: Phase; readonly step: number },
  isParted: boolean,
): string {
  if (step > 0) {
    const at = `${PHASE_TITLES[phase]}, step ${count(step)}`;
    return isParted ? `parted at ${at}` : `one run until ${at}`;
  }
  if (phaseNumber(phase) === 1)
    return isParted ? 'parted at the first step' : 'they part with the first step';
  return isParted
    ? `parted at the start of ${PHASE_TITLES[phase]}`
    : `one run until ${PHASE_TITLES[phase]} begins`;
}
