/** The settings of RotNet. [T] is the thesis, ch. 4; what has no source is ours. */
import { z } from 'zod';
import { DATA, LENGTH, OPTIMISER, PROBE, RUN } from '../../schema/common';
import { field, rate, sourced } from '../../schema/field';

export const FIELDS = {
  preset: field(z.enum(['default']), {
    group: 'run',
    title: 'Preset',
    description: 'Where the settings come from. Ours: a short run that a laptop finishes.',
  }),
  ...sourced(RUN, {
    batchSize: 'Each gives one picture, or four of all rotations. [T] 64.',
  }),
  ...sourced(LENGTH, { epochs: '[T] 200 for STL-10.' }),
  ...DATA,
  turns: field(z.enum(['one', 'all']), {
    group: 'classifier',
    title: 'Rotations per image',
    description:
      'All four of each image in every step, so that a batch has as many of each ([T]), or one of them by chance: a step costs a quarter.',
  }),
  head: field(z.enum(['linear', 'hidden']), {
    group: 'classifier',
    title: 'Head',
    description:
      'What decides from conv5: a linear layer, or one of hidden units before it ([T] two of 4,096). Linear: the features must do more of the work.',
  }),
  dropout: field(z.number().min(0).max(0.9), {
    group: 'classifier',
    title: 'Dropout',
    description:
      'Higher: the head learns less by heart, and more slowly. Share of what it reads that is dropped in training. [T] 0.',
  }),
  learningRate: field(rate, {
    group: 'optimiser',
    scale: 'log',
    hot: true,
    title: 'Learning rate',
    description:
      'Higher: the classifier learns faster, and past a point diverges. Start of its linear decay. [T] 3e-4, cosine, for full width.',
  }),
  ...sourced(OPTIMISER, {
    learningRateFloor: '[T] 0.001, of a cosine.',
    adamBeta1: '[T] 0.5.',
    weightDecay: '[T] 1e-4, apart from the gradient (AdamW).',
  }),
  ...PROBE,
} as const;
