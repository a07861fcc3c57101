import type { Experiment } from '../experiment';

export const dropRate07: Experiment = {
  id: 'e',
  row: '(e)',
  title: 'Drop rate 0.7',
  changes: { theta: 0.7 },
  changesWhat: ['drop rate'],
  paper: 81.06,
  source: '[P] Table 1 (e); also the rate of its transfer experiments.',
};
