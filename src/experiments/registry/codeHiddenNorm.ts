import type { Experiment } from '../experiment';

export const codeHiddenNorm: Experiment = {
  id: 'code-hidden-norm',
  row: null,
  title: 'Normalisation of C as in the code',
  changes: { discriminatorNorm: 'conv5+fc1' },
  changesWhat: ['parameters of C', 'normalisation of C'],
  paper: null,
  source: '[P] only after conv5; [C] also after fc1.',
};
