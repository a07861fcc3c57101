import type { Experiment } from '../experiment';

export const dropRate01: Experiment = {
  id: 'c',
  row: '(c)',
  title: 'Drop rate 0.1',
  changes: { theta: 0.1 },
  changesWhat: ['drop rate'],
  paper: 70.92,
  source: '[P] Table 1 (c).',
};
