/** The phases of a run. Their order, names and lengths, and what each trains, are said here and nowhere else. */

export interface PhaseAbout {
  readonly id: 'autoencoder' | 'repair';
  /** By itself, and within a sentence. */
  readonly title: string;
  readonly called: string;
  /** The config’s fields that say how long it lasts, by the unit of the budget. */
  readonly budget: Readonly<Record<'steps' | 'epochs', string>>;
  /** Letters of the networks that learn; the others stay as they are. */
  readonly trains: readonly string[];
  /** What learns beside them, and what is drawn for, each with a generator of its own, but for batches. */
  readonly trainsToo: readonly string[];
  readonly draws: readonly string[];
  /** Of these two: came after the first checkpoints, which lack it. */
  readonly later: readonly string[];
}

export const PHASES = [
  {
    id: 'autoencoder',
    title: 'Autoencoder',
    called: 'the autoencoder',
    budget: { steps: 'aeSteps', epochs: 'aeEpochs' },
    trains: ['E', 'D'],
    trainsToo: [],
    draws: [],
    later: [],
  },
  {
    id: 'repair',
    title: 'Damage & repair',
    called: 'damage & repair',
    budget: { steps: 'ganSteps', epochs: 'ganEpochs' },
    trains: ['R', 'C'],
    trainsToo: ['N'], // σ of the noise before C
    draws: ['damage', 'dropout', 'history', 'noise'],
    later: ['N', 'noise'],
  },
] as const satisfies readonly PhaseAbout[];

export type Phase = (typeof PHASES)[number]['id'];
export const PHASE_IDS = PHASES.map(({ id }) => id) as [Phase, ...Phase[]];

export function aboutPhase(phase: Phase): (typeof PHASES)[number] {
  return PHASES.find(({ id }) => id === phase)!;
}

/** Counted from 1. */
export function phaseNumber(phase: Phase): number {
  return PHASE_IDS.indexOf(phase) + 1;
}

/** The one that follows; null after the last. */
export function phaseAfter(phase: Phase): Phase | null {
  return PHASE_IDS[phaseNumber(phase)] ?? null;
}

export function perPhase<T>(of: (phase: Phase) => T): Record<Phase, T> {
  return Object.fromEntries(PHASE_IDS.map((phase) => [phase, of(phase)])) as Record<Phase, T>;
}

/** Of parameters, and of Adam’s moments of them: whether the phase trains the network that they belong to. */
export function isTrainedIn(phase: Phase, name: string): boolean {
  const letters: readonly string[] = aboutPhase(phase).trains;
  return letters.includes(name.replace(/^adam\/[mv]\//, '').split('/')[0]!);
}

export const PHASE_TITLES: Readonly<Record<Phase, string>> = perPhase((phase) => aboutPhase(phase).title);
