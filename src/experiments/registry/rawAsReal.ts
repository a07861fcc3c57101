import type { Experiment } from '../experiment';

export const rawAsReal: Experiment = {
  id: 'a',
  row: '(a)',
  title: 'Input image as real',
  changes: { realInput: 'raw' },
  changesWhat: ['real images'],
  paper: 74.99,
  source: '[P] Table 1 (a): C sees x itself as real; the corrupt images stay as they are.',
};
