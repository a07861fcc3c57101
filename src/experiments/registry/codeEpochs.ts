import type { Experiment } from '../experiment';

export const codeEpochs: Experiment = {
  id: 'code-epochs',
  row: null,
  title: 'Epochs as in the code',
  changes: { ganEpochs: 500, probeEpochs: 400 },
  changesWhat: ['budget', 'transfer'],
  paper: null,
  source: '[P] 400 and 200; [C] 500 and 400. It counts where the budget is in epochs.',
};
