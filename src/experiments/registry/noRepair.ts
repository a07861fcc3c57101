import type { Experiment } from '../experiment';

export const noRepair: Experiment = {
  id: 'k',
  row: '(k)',
  title: 'No repair network',
  changes: { fakes: 'damaged' },
  changesWhat: ['parameters of R', 'corrupt images', 'repair blocks', 'gate', 'repair loss', 'update rule'],
  paper: 54.74,
  source: '[P] Table 1 (k): C is trained alone, on D(φ̂), and nobody takes turns with it.',
};
