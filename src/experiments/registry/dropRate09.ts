import type { Experiment } from '../experiment';

export const dropRate09: Experiment = {
  id: 'f',
  row: '(f)',
  title: 'Drop rate 0.9',
  changes: { theta: 0.9 },
  changesWhat: ['drop rate'],
  paper: 79.6,
  source: '[P] Table 1 (f).',
};
