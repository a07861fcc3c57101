/** Every experiment there is, as data: Table 1's rows, the authors' code, and each disagreement of paper and code by itself. */
import type { TableAbout } from '../../schema/about';
import { DISAGREEMENTS } from './disagreements';
import type { Experiment, ExperimentId } from './experiment';
import type { Settings } from './presets';
import { TABLE_1 } from './table1';

export type { Experiment, ExperimentId } from './experiment';

/** In the order of Table 1, then the others. */
export const EXPERIMENTS: readonly Experiment[] = [...TABLE_1, ...DISAGREEMENTS];

/** The experiment of this name. Throws an Error for one that there is none of. */
export function experiment(id: ExperimentId): Experiment {
  const found = EXPERIMENTS.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`There is no experiment “${id}”.`);
  return found;
}

/** What an experiment changes of a base, the baseline's drop rate included: a row of a table is `{ ...base, ...changes }`. */
export function experimentChanges(id: ExperimentId): Partial<Settings> {
  return { ...experiment('baseline').changes, ...experiment(id).changes };
}

/** Three rows with large differences in the paper: what one can hope to see again in minutes. */
const FIRST_ROWS: readonly ExperimentId[] = ['baseline', 'c', 'k'];

/** [P] Table 1, with the disagreements as rows that one can add. */
export const ABLATIONS: TableAbout = {
  id: '1',
  title: 'Ablations',
  summary: 'the paper’s ablations',
  source: 'paper',
  origin:
    'Table 1 of Jenni & Favaro (CVPR 2018), on STL-10 with 100,000 images of 96 px, full width, 400 epochs and ' +
    'a classifier of three layers on frozen convolutions',
  baseline: 'baseline',
  rows: EXPERIMENTS,
  firstRows: FIRST_ROWS,
  // Short, so the learning rates are three times the paper's. A row takes about two minutes of one processor core, so that three
  // rows of one seed with their references take about seven.
  quick: {
    size: 'small',
    batchSize: 16,
    budget: 'steps',
    aeSteps: 300,
    ganSteps: 300,
    aeLearningRate: 1e-3,
    discriminatorLearningRate: 1e-3,
    repairLearningRate: 1e-3,
  } satisfies Partial<Settings>,
};
