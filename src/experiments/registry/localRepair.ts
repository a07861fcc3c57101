import type { Experiment } from '../experiment';

export const localRepair: Experiment = {
  id: 'b',
  row: '(b)',
  title: 'Local repair network',
  changes: { repairPlacement: 'local' },
  changesWhat: ['parameters of R', 'repair blocks'],
  paper: 77.51,
  source:
    '[P] Table 1 (b), “distributed vs. local repair network”; the number is for local: all five blocks on φ̂, before D.',
};
