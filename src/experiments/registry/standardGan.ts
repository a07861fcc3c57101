import type { Experiment } from '../experiment';

export const standardGan: Experiment = {
  id: 'l',
  row: '(l)',
  title: 'GAN instead of damage & repair',
  changes: { fakes: 'generated' },
  changesWhat: ['parameters of R', 'drop rate', 'corrupt images', 'repair blocks', 'gate', 'mask loss'],
  paper: 56.59,
  source:
    '[P] Table 1 (l), architecture unstated; ours is the DCGAN of [T] Table 7.2. Without Ω there is no mask to predict.',
};
