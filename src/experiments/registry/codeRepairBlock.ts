import type { Experiment } from '../experiment';

export const codeRepairBlock: Experiment = {
  id: 'code-repair-block',
  row: null,
  title: 'Repair block as in the code',
  changes: { repairPreNorm: false },
  changesWhat: ['parameters of R', 'repair blocks'],
  paper: null,
  source: '[P] Fig. 5: normalisation first, then Ω is joined; [C] no such normalisation.',
};
