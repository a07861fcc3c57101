import type { Experiment } from '../experiment';

export const codeMaskLoss: Experiment = {
  id: 'code-mask-loss',
  row: null,
  title: 'Mask loss as in the code',
  changes: { maskLossOn: 'both' },
  changesWhat: ['mask loss'],
  paper: null,
  source: '[P] on corrupt images only; [C] also on real ones, where every cell is kept.',
};
