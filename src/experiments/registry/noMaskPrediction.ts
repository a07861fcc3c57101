import type { Experiment } from '../experiment';

export const noMaskPrediction: Experiment = {
  id: 'g',
  row: '(g)',
  title: 'Without mask prediction',
  changes: { maskWeight: 0 },
  changesWhat: ['mask loss'],
  paper: 78.44,
  source: '[P] Table 1 (g). R still gets Ω; the mask head stays where it began.',
};
