import type { Experiment } from '../experiment';

export const paperHead: Experiment = {
  id: 'paper-head',
  row: null,
  title: 'Table 1’s probe',
  changes: { probeHead: 'mlp' },
  changesWhat: ['transfer'],
  paper: null,
  source:
    '[P] Table 1 trains a whole AlexNet head on frozen convolutions; Table 2, [C] and our baseline a linear one on conv5.',
};
