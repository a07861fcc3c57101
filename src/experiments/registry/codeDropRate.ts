import type { Experiment } from '../experiment';

export const codeDropRate: Experiment = {
  id: 'code-drop-rate',
  row: null,
  title: 'Drop rate as in the code',
  changes: { theta: 0.7 },
  changesWhat: ['drop rate'],
  paper: null,
  source: '[P] 0.5 in Table 1; [C] 0.7. The same as (e).',
};
