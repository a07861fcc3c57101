/** What is compared: rows of Table 1 by their ids, at the smallest setting at which most of the orderings show. */

/** Rows that are trained. What stands for `random` is a fresh discriminator of the same seed. */
export const ROWS = ['baseline', 'k', 'l', 'a', 'e', 'c', 'g'] as const;

type Side = (typeof ROWS)[number] | 'random';

export interface Comparison {
  /** By the paper's word this one is better … */
  readonly better: Side;
  /** … than this one. */
  readonly worse: Side;
  readonly title: string;
  /** The paper's accuracies of both, in percent, on STL-10; null where it has none to compare. */
  readonly paper: readonly [number, number] | null;
}

export const COMPARISONS: readonly Comparison[] = [
  { better: 'baseline', worse: 'random', title: 'trained against random', paper: null },
  { better: 'baseline', worse: 'k', title: 'with against without repair', paper: [79.94, 54.74] },
  { better: 'baseline', worse: 'l', title: 'damage & repair against a standard GAN', paper: [79.94, 56.59] },
  { better: 'baseline', worse: 'a', title: 'autoencoded against raw images as real', paper: [79.94, 74.99] },
  { better: 'e', worse: 'c', title: 'θ 0.7 against θ 0.1', paper: [81.06, 70.92] },
  { better: 'baseline', worse: 'g', title: 'with against without mask prediction', paper: [79.94, 78.44] },
];

/**
 * Options of `lab sweep`, chosen on another image set (Fashion-MNIST, one seed; notes.md) before these were trained on.
 * R begins as the identity and learns ten times slower than C: an untrained R's noise is all that C would learn to see.
 */
export const SETTING = [
  ...['--size', 'tiny', '--batch', '32', '--ae-steps', '2000', '--gan-steps', '1200'],
  ...['--set', 'aeLearningRate=0.001'],
  ...['--set', 'repairStart=identity', '--set', 'repairLearningRate=0.00003'],
] as const;

export const SEEDS = 3;

/** A few steps, to see that everything works. Proves nothing. */
export const QUICK = {
  rows: ['baseline', 'k'],
  setting: ['--size', 'tiny', '--batch', '4', '--ae-steps', '2', '--gan-steps', '2'],
  seeds: 2,
} as const;
