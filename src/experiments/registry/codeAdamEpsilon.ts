import type { Experiment } from '../experiment';

export const codeAdamEpsilon: Experiment = {
  id: 'code-adam-epsilon',
  row: null,
  title: 'Adam’s ε as in the code',
  changes: { adamEpsilon: 1e-5 },
  changesWhat: ['Adam'],
  paper: null,
  source: '[P] the default, 1e-8; [C] 1e-5.',
};
