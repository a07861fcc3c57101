import { configDifference } from '../config';
import type { Experiment } from '../experiment';
import { PRESETS } from '../presets';

const code = PRESETS['authors-code'];

export const authorsCode: Experiment = {
  id: 'authors-code',
  row: null,
  title: 'The authors’ code',
  changes: {
    ...Object.fromEntries(configDifference(PRESETS.paper, code).map((key) => [key, code[key]])),
    theta: 0.7,
  },
  changesWhat: [
    'parameters of R',
    'parameters of C',
    'drop rate',
    'repair blocks',
    'activations',
    'normalisation of C',
    'history',
    'mask loss',
    'repair loss',
    'kept-pixel loss',
    'update rule',
    'Adam',
    'weight decay',
    'learning rate',
    'budget',
    'transfer',
  ],
  paper: null,
  source: '[C]: every disagreement of paper and code at once, decided for the code.',
};
