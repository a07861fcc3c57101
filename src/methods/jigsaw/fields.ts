/** The settings of the jigsaw puzzle. [S] is the lecture’s slides after Noroozi & Favaro; what has no source is ours. */
import { z } from 'zod';
import { DATA, LENGTH, OPTIMISER, PROBE, RUN } from '../../schema/common';
import { field, rate, sourced } from '../../schema/field';

export const FIELDS = {
  preset: field(z.enum(['default']), {
    group: 'run',
    title: 'Preset',
    description: 'Where the settings come from. Ours: a short run that a laptop finishes.',
  }),
  ...sourced(RUN, { batchSize: 'Each gives one puzzle of nine tiles.' }),
  ...LENGTH,
  ...DATA,
  permutations: field(z.number().int().min(2).max(1000), {
    group: 'puzzle',
    symbol: 'N',
    title: 'Permutations',
    description:
      'Higher: more orders to tell apart, a harder puzzle. Of the 362,880 orders of nine tiles, how many occur. [S] 6 to 1,000; ' +
      '1,000 transfer best.',
  }),
  leastHamming: field(z.number().int().min(2).max(9), {
    group: 'puzzle',
    title: 'Smallest difference',
    description:
      'Higher: orders that are easier to tell apart. Tiles in which any two of the set differ at least. [S] 2 to 9.',
  }),
  meanHamming: field(z.number().min(2).max(9), {
    group: 'puzzle',
    title: 'Mean difference',
    description:
      'Higher: orders that are easier to tell apart on average. Tiles in which two of the set differ, come as near as can be; 8 for ' +
      'orders by chance. [S] 3.99 to 9.',
  }),
  gap: field(z.boolean(), {
    group: 'puzzle',
    hot: true,
    title: 'Gap',
    description:
      'On: each tile lies at chance within its cell, so that no edge goes on in the next one ([S]). Off: tiles touch, and matching edges ' +
      'is enough.',
  }),
  normalise: field(z.boolean(), {
    group: 'puzzle',
    hot: true,
    title: 'Normalise tiles',
    description:
      'On: each tile has the same mean and deviation ([S]). Off: neighbours are told by their brightness.',
  }),
  colourJitter: field(z.number().int().min(0).max(4), {
    group: 'puzzle',
    hot: true,
    title: 'Colour jitter',
    description:
      'Higher: each colour of each tile is moved by up to so many pixels, which hides how lenses spread colours. [S] on; how far is not ' +
      'said.',
  }),
  learningRate: field(rate, {
    group: 'optimiser',
    scale: 'log',
    hot: true,
    title: 'Learning rate',
    description: 'Higher: the network learns faster, and past a point diverges. Start of its linear decay.',
  }),
  ...OPTIMISER,
  ...PROBE,
} as const;
