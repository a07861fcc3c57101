import type { Experiment } from '../experiment';

export const paperOutput: Experiment = {
  id: 'paper-output',
  row: null,
  title: 'Leaky ReLU after the last layer',
  changes: { decoderOutput: 'leaky-relu' },
  changesWhat: ['activations'],
  paper: null,
  source: '[P] “all convolutions” of E and D, read to the letter; [C] and our baseline end in tanh.',
};
