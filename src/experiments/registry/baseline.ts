import type { Experiment } from '../experiment';

export const baseline: Experiment = {
  id: 'baseline',
  row: null,
  title: 'Baseline',
  changes: { theta: 0.5 },
  changesWhat: [],
  paper: 79.94,
  source: '[P] Table 1: drop rate 0.5.',
};
