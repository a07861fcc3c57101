import type { Experiment } from '../experiment';

export const codeTransferNorm: Experiment = {
  id: 'code-transfer-norm',
  row: null,
  title: 'Normalisation at transfer as in the code',
  changes: { probeNorm: 'batch' },
  changesWhat: ['transfer'],
  paper: null,
  source: '[P] removed at transfer; [C] batch statistics, also with frozen convolutions.',
};
