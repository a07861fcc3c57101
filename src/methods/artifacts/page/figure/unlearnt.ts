/** Networks that have learnt nothing yet, whose pictures and guesses are noise: the page shows none of them. */
import type { Figure3, FigureColumn, ImportedWeights, Phase } from '../../../../worker/protocol';
import { useStore } from 'zustand';
import { usePage, useSession } from '../../../../parts/sessionContext';

export interface Unlearnt {
  /** The repair network, or the generator in its place. */
  readonly R: boolean;
  readonly C: boolean;
}

/** In place of what they would show. */
export const LATER = 'learns from phase two';

export const LATER_HELP = {
  R: 'The repair network learns from phase two. Until the autoencoder is trained, what it makes is noise.',
  C: 'The discriminator learns from phase two. Until the autoencoder is trained, what it says is noise.',
} as const;

/** Where repair was to be compared with none. */
export const REPAIR_LATER = 'Repair can be compared from phase two on.';

/** @param brought the network whose weights the run began with; null where the seed drew them all */
export function unlearntIn(phase: Phase, brought: ImportedWeights['network'] | null): Unlearnt {
  const isPhaseOne = phase === 'autoencoder';
  return { R: isPhaseOne && brought !== 'repair', C: isPhaseOne && brought !== 'discriminator' };
}

/** Whether a column’s pictures are made by a network that has learnt nothing. */
export function isLater(column: FigureColumn, fakes: Figure3['fakes'], { R }: Unlearnt): boolean {
  if (!R || column === 'original' || column === 'real' || fakes === 'damaged') return false;
  return fakes === 'generated' || column !== 'damaged';
}

/** The network whose weights were brought into the present run; null where none were. */
export function useBrought(): ImportedWeights['network'] | null {
  const imported = useStore(useSession().imports.store, (state) => state.imported?.network ?? null);
  const kept = usePage((page) => {
    const run = page.runs?.find(({ id }) => id === page.saving.run);
    return run?.beganWith?.network ?? null;
  });
  return imported ?? kept;
}
