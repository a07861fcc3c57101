import type { Experiment } from '../experiment';

export const noGate: Experiment = {
  id: 'i',
  row: '(i)',
  title: 'No gating in repair layers',
  changes: { repairGate: false },
  changesWhat: ['gate'],
  paper: 79.66,
  source: '[P] Table 1 (i). Ω is still joined to the input of each block; [T] says that only the gate goes.',
};
