/** The paper's Table 1 as rows of a sweep, and a setting in which it takes minutes. */
import type { ArtifactsConfig } from './config';
import { EXPERIMENTS, experimentChanges, type Experiment } from './registry';
import { BASELINE, type RowWish } from './tablePlan';

/**
 * For `--quick` and the page: short, so the learning rates are three times the paper's. A row takes about two minutes of
 * one processor core, so that three rows of one seed with their references take about seven.
 */
export const QUICK_TABLE = {
  size: 'small',
  batchSize: 16,
  budget: 'steps',
  aeSteps: 300,
  ganSteps: 300,
  aeLearningRate: 1e-3,
  discriminatorLearningRate: 1e-3,
  repairLearningRate: 1e-3,
} as const satisfies Partial<ArtifactsConfig>;

/** What the baseline sets itself, so that every other row is told by what it changes of this. */
export const TABLE_1_BASE: Partial<ArtifactsConfig> = experimentChanges(BASELINE);

/** The rows with these ids, or all that the paper has. Throws one sentence for an id that there is none of, or twice. */
export function table1Rows(ids?: readonly string[]): RowWish[] {
  if (!ids) return EXPERIMENTS.filter(({ id, row }) => row !== null || id === BASELINE).map(rowOf);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined) throw new Error(`The row “${twice}” was asked for twice.`);
  return ids.map((id) => {
    const found = EXPERIMENTS.find((candidate) => candidate.id === id);
    if (found) return rowOf(found);
    const known = EXPERIMENTS.map((candidate) => candidate.id).join(', ');
    throw new Error(`There is no row “${id}”; choose from ${known}.`);
  });
}

function rowOf({ id, row, title, paper }: Experiment): RowWish {
  return { id, letter: row, title, paper, changes: experimentChanges(id) };
}
