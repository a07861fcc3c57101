/** The settings of context prediction. [S] is the lecture’s slides after Doersch et al.; what has no source is ours. */
import { z } from 'zod';
import { DATA, LENGTH, OPTIMISER, PROBE, RUN } from '../../schema/common';
import { field, rate, sourced } from '../../schema/field';

export const FIELDS = {
  preset: field(z.enum(['default']), {
    group: 'run',
    title: 'Preset',
    description: 'Where the settings come from. Ours: a short run that a laptop finishes.',
  }),
  ...sourced(RUN, { batchSize: 'Each gives one pair of patches.' }),
  ...LENGTH,
  ...DATA,
  gap: field(z.boolean(), {
    group: 'patches',
    hot: true,
    title: 'Gap',
    description:
      'On: patches lie apart, so that no edge goes on from one to the other ([S]). Off: they touch, and matching edges is enough.',
  }),
  jitter: field(z.number().int().min(0).max(4), {
    group: 'patches',
    hot: true,
    title: 'Jitter',
    description:
      'Higher: each patch lies up to so many pixels beside its place, so that long lines tell less ([S], how far is not said).',
  }),
  colours: field(z.enum(['kept', 'dropped']), {
    group: 'patches',
    hot: true,
    title: 'Colours',
    description:
      'Dropped: of each patch one colour is left, and the others are its mean with a little noise, so that how a lens spreads colours ' +
      'tells nothing ([S] colour dropping). Kept: as they are.',
  }),
  aberration: field(z.number().min(0).max(0.1), {
    group: 'patches',
    hot: true,
    title: 'Aberration',
    description:
      'Higher: red is spread further from the middle of each image, by this share, as a bad lens does. A planted shortcut: with ' +
      'colours kept, the place of a patch is then seen in its edges.',
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
