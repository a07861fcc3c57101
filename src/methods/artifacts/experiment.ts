/** An experiment as data: what it changes of the baseline, and what the paper found. */
import type { TableRowAbout } from '../../schema/about';
import type { Settings } from './presets';

/** The rows of the paper's Table 1, the authors' code as a whole, and each disagreement of paper and code by itself. */
export type ExperimentId =
  'baseline' | Letter | 'authors-code' | `code-${Disagreement}` | 'paper-output' | 'paper-head';

type Letter = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l';

type Disagreement =
  | ('history' | 'repair-loss' | 'kept-pixels' | 'mask-loss' | 'leaky-slope' | 'repair-block')
  | ('hidden-norm' | 'transfer-norm' | 'adam-epsilon' | 'weight-decay' | 'epochs' | 'drop-rate');

/**
 * What can be seen to change in a training step: a network's parameters, what the data passes, a loss's presence, side
 * or weight, how weights are updated. `budget` and `transfer` lie outside of a step.
 */
export type Term =
  | `parameters of ${'E' | 'D' | 'R' | 'C'}`
  | 'drop rate'
  | 'real images'
  | 'corrupt images'
  | 'repair blocks'
  | 'gate'
  | 'activations'
  | 'normalisation of C'
  | 'history'
  | 'class loss'
  | 'mask loss'
  | 'repair loss'
  | 'kept-pixel loss'
  | 'update rule'
  | 'Adam'
  | 'weight decay'
  | 'learning rate'
  | 'budget'
  | 'transfer';

export interface Experiment extends TableRowAbout {
  readonly id: ExperimentId;
  /** Fields that differ from the baseline's; the baseline's own differ from the default. */
  readonly changes: Partial<Settings>;
  /** Everything that differs from the baseline in training, and nothing else does (experiments.test.ts looks). */
  readonly changesWhat: readonly Term[];
}
