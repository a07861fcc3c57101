/** The settings of transformations. [T] is the thesis, ch. 4; [C] its authors’ code for STL-10; what has no source is ours. */
import { z } from 'zod';
import { DATA, OPTIMISER, PROBE, RUN } from '../../schema/common';
import { epochs, field, rate, sourced, steps } from '../../schema/field';

/** What may be told apart beside pictures as they are, joined by a dash: the rows of Table 4.2, as far as they are here. */
export const KIND_SETS = ['rotations', 'warp', 'rotations-warp'] as const;

export const FIELDS = {
  preset: field(z.enum(['default']), {
    group: 'run',
    title: 'Preset',
    description: 'Where the settings come from. Ours: a short run that a laptop finishes.',
  }),
  ...sourced(RUN, {
    batchSize: 'Each gives one picture, or one of every transformation. [T] 64.',
  }),
  steps: field(steps, {
    group: 'run',
    hot: true,
    title: 'Steps',
    description: 'Higher: a longer run. Counts when the budget is in steps.',
  }),
  epochs: field(epochs, {
    group: 'run',
    hot: true,
    title: 'Epochs',
    description: 'Higher: a longer run. Counts when the budget is in epochs. [T] 200 for STL-10.',
  }),
  ...DATA,
  tilt: field(z.number().min(0).max(45), {
    group: 'data',
    hot: true,
    title: 'Tilt',
    description:
      'Higher: half of the images are turned further, by up to this many degrees either way, whatever is then done to them; ' +
      'all of these are resampled, so that the traces of that tell a warped one less. [C] 12.6.',
  }),
  kinds: field(z.enum(KIND_SETS), {
    group: 'kinds',
    title: 'Transformations',
    description:
      'What the classifier has to tell apart, beside images as they are: rotations by 90°, 180° and 270°, warped images, or both. ' +
      '[T] both and inpainted ones; the features of several are worth more.',
  }),
  views: field(z.enum(['one', 'all']), {
    group: 'kinds',
    title: 'Views per image',
    description:
      'All transformations of each image in every step, so that a batch has as many of each ([T]), or one of them by chance, ' +
      'at a fraction of the cost.',
  }),
  pointsAt: field(z.enum(['grid', 'random']), {
    group: 'warp',
    title: 'Control points',
    description: 'Where they are: on a uniform grid from corner to corner ([T]), or anywhere ([C]).',
  }),
  pointsPerSide: field(z.number().int().min(2).max(8), {
    group: 'warp',
    title: 'Points per side',
    description:
      'Higher: finer waves, and folds once points that are neighbours can change places. There are as many control points as its ' +
      'square, wherever they are. [C] 4, that is 16.',
  }),
  displacement: field(z.number().min(0.01).max(0.25), {
    group: 'warp',
    symbol: 'd',
    hot: true,
    title: 'Largest move',
    description:
      'Higher: stronger warps, easier to tell. How far a control point moves at most along each axis, as a share of the ' +
      'image’s side. [T] 1/10, [C] 1/16.',
  }),
  splineOrder: field(z.union([z.literal(1), z.literal(2), z.literal(3)]), {
    group: 'warp',
    title: 'Spline order',
    description:
      'Higher: smoother between the points, wilder beyond them. Of the polyharmonic spline: 1 is r, 2 is r² log r (thin plates), ' +
      '3 is r³. [C] 2.',
  }),
  regularisation: field(z.number().min(0).max(1), {
    group: 'warp',
    title: 'Regularisation',
    description:
      'Higher: smoother, weaker warps, which go by the moves of the points and no longer through them. In units of the image’s ' +
      'side. [C] 0.',
  }),
  edge: field(z.enum(['clamp', 'mirror']), {
    group: 'warp',
    title: 'Beyond the edge',
    description:
      'What is read beyond the border: its last pixels, drawn out to streaks that tell a warped image at once ([C], which cuts ' +
      'most of them off), or the image mirrored.',
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
      'Higher: the head learns less by heart, and more slowly. Share of what it reads that is dropped in training. [C] 0.',
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
