import type { Experiment } from '../experiment';

export const codeLeakySlope: Experiment = {
  id: 'code-leaky-slope',
  row: null,
  title: 'Leaky slope as in the code',
  changes: { leakySlope: 0.2 },
  changesWhat: ['activations'],
  paper: null,
  source: '[P] 0.1; [C] 0.2.',
};
