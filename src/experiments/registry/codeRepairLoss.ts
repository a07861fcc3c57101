import type { Experiment } from '../experiment';

export const codeRepairLoss: Experiment = {
  id: 'code-repair-loss',
  row: null,
  title: 'Repair loss as in the code',
  changes: { repairLoss: 'code-exact' },
  changesWhat: ['repair loss'],
  paper: null,
  source: '[P] eq. 4; [C] swaps the labels and, by a shared collection of losses, adds those of C.',
};
