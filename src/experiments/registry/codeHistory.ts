import type { Experiment } from '../experiment';

export const codeHistory: Experiment = {
  id: 'code-history',
  row: null,
  title: 'History as in the code',
  changes: { historyShare: 0 },
  changesWhat: ['history'],
  paper: null,
  source: '[P] half of the corrupt images from the buffer; [C] has none. The same as (j).',
};
