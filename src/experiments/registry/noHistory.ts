import type { Experiment } from '../experiment';

export const noHistory: Experiment = {
  id: 'j',
  row: '(j)',
  title: 'No history of corrupted examples',
  changes: { historyShare: 0 },
  changesWhat: ['history'],
  paper: 79.76,
  source: '[P] Table 1 (j), which is also what [C] does.',
};
