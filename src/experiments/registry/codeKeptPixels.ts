import type { Experiment } from '../experiment';

export const codeKeptPixels: Experiment = {
  id: 'code-kept-pixels',
  row: null,
  title: 'Kept pixels as in the code',
  changes: { keptPixelWeight: 30 },
  changesWhat: ['kept-pixel loss'],
  paper: null,
  source: '[P] no such loss; [C] 30 times the squared error to the input on kept pixels.',
};
