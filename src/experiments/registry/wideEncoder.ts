import type { Experiment } from '../experiment';

export const wideEncoder: Experiment = {
  id: 'h',
  row: '(h)',
  title: '3×3 encoder convolutions',
  changes: { encoderKernel: 3 },
  changesWhat: ['parameters of E'],
  paper: 79.84,
  source: '[P] Table 1 (h): a cell of φ sees 33 pixels instead of 18. The autoencoder is trained anew.',
};
