import type { Experiment } from '../experiment';

export const dropRate03: Experiment = {
  id: 'd',
  row: '(d)',
  title: 'Drop rate 0.3',
  changes: { theta: 0.3 },
  changesWhat: ['drop rate'],
  paper: 76.26,
  source: '[P] Table 1 (d).',
};
