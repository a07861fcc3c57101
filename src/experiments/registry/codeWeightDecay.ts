import type { Experiment } from '../experiment';

export const codeWeightDecay: Experiment = {
  id: 'code-weight-decay',
  row: null,
  title: 'Weight decay as in the code',
  changes: { weightDecay: 5e-5 },
  changesWhat: ['weight decay'],
  paper: null,
  source: '[P] does not mention it; [C] 5e-5 on the weights of all convolutions.',
};
